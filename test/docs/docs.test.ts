import { basename } from 'node:path';
import {
  deletedScripts,
  deletedVariables,
  entries,
  fencedCode,
  inlineCode,
  isDeleted,
  leads,
  linksOn,
  namedBy,
  optionalFolders,
  pages,
  pathExists,
  pathsOn,
  read,
} from './pages.ts';

describe('a path that a page names', () => {
  it('exists', () => {
    const named = namedBy(pathsOn);
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter(({ name }) => !pathExists(name))).toEqual([]);
  });

  it('can be in each optional folder of the checkout', () => {
    const listed: readonly string[] = JSON.parse(read('test/optional-parts.json'));
    expect(listed.filter((folder) => entries.includes(folder) && !optionalFolders.includes(folder))).toEqual([]);
  });
});

describe('a link', () => {
  it('on a page leads to a file and to a heading', () => {
    const links = namedBy(linksOn);
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter(({ page, name }) => !leads(page, name))).toEqual([]);
  });

  it('in docs/README.md leads to every page of docs', () => {
    const linked = linksOn('docs/README.md').map((link) => `docs/${link.split('#')[0]}`);
    const others = pages.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md');
    expect(others.filter((page) => !linked.includes(page))).toEqual([]);
  });
});

describe('an npm script', () => {
  const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(read('package.json'));
  const named = namedBy((page) =>
    [...read(page).matchAll(/\bnpm\s+(?:run\s+([\w:-]+)|(start|test)\b)/g)].map(([, run, short = '']) => run ?? short),
  );

  it('that a page names exists', () => {
    expect(named.filter(({ name }) => !(name in scripts) && !deletedScripts.includes(name))).toEqual([]);
  });

  it('of package.json is on a page', () => {
    const names = new Set(named.map(({ name }) => name));
    expect(Object.keys(scripts).filter((name) => !names.has(name))).toEqual([]);
  });
});

describe('an environment variable that a page names', () => {
  /** Not the name of a file, such as CODE_OF_CONDUCT.md. */
  const NAME = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b(?!\.\w)/g;
  const namesIn = (text: string): string[] => text.match(NAME) ?? [];
  /** Words in capitals: code such as `SENDER`, and assignments such as `PORT=3000`. */
  const wordsOn = (page: string): string[] => [
    ...inlineCode(page).filter((code) => /^[A-Z][A-Z0-9]+$/.test(code)),
    ...fencedCode(page).flatMap((code) => [...code.matchAll(/\b([A-Z][A-Z0-9_]+)=/g)].map(([, name = '']) => name)),
  ];

  /** A variable of the AWS CLI, which the code does not read. */
  const FOREIGN = ['AWS_DEFAULT_REGION'];
  const code = entries
    .filter((path) => /\.(ts|mjs|py|json|yml)$/.test(path) && !path.startsWith('test/docs/'))
    .map(read)
    .join('\n');
  /** The constants of the code. A page can name those of the product. */
  const constants = new Set(
    entries
      .filter((path) => path.endsWith('.ts') && !path.startsWith('lambda/product/'))
      .flatMap((path) => [...read(path).matchAll(/\bconst ([A-Z][A-Z0-9_]+)\b/g)].map(([, name]) => name)),
  );
  const variables = new Set([...FOREIGN, ...deletedVariables, ...namesIn(code).filter((name) => !constants.has(name))]);
  const words = new Set(code.match(/\b[A-Z][A-Z0-9_]+\b/g));

  it('is in the code', () => {
    const named = namedBy((page) => namesIn(read(page)));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter(({ name }) => !variables.has(name))).toEqual([]);
    expect(namedBy(wordsOn).filter(({ name }) => !variables.has(name) && !words.has(name))).toEqual([]);
  });
});

describe('the tables of packages in CONTRIBUTING.md', () => {
  const KINDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
  const TABLE = /^`([^`]*package\.json)`, `(\w+)`:\n\n\|.*\n\|.*\n((?:\|.*\n)+)/gm;
  const documented = [...read('CONTRIBUTING.md').matchAll(TABLE)].flatMap(([, file = '', kind = '', rows = '']) =>
    rows
      .trimEnd()
      .split('\n')
      .map((row) => {
        const [, name = '', purpose = ''] = row.split('|').map((cell) => cell.trim().replaceAll('`', ''));
        return `${file} ${kind} ${name}${purpose === '' ? ' without a purpose' : ''}`;
      }),
  );

  it('give every package of every package.json, and no other, with its purpose', () => {
    const manifests = entries.filter((path) => basename(path) === 'package.json' && !path.includes('node_modules/'));
    const used = manifests.flatMap((file) => {
      const manifest: Readonly<Record<string, object>> = JSON.parse(read(file));
      return KINDS.flatMap((kind) => Object.keys(manifest[kind] ?? {}).map((name) => `${file} ${kind} ${name}`));
    });
    expect(used.length).toBeGreaterThan(20);
    expect(documented.filter((line) => !isDeleted(line)).toSorted()).toEqual(used.toSorted());
  });
});
