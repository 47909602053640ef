import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { templatesOf } from '../support/synth.ts';

const ROOT = join(__dirname, '..', '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const linesOf = (path: string): string[] => read(path).split('\n');

/** Folders that git ignores. They exist only after a command has created them, so nothing in them is checked. */
const generated = linesOf('.gitignore').filter((line) => line.endsWith('/'));
const isGenerated = (path: string): boolean => generated.some((folder) => `${path}/`.startsWith(folder));

/** Every file and folder of the checkout, as a path from its root. */
const entries: readonly string[] = readdirSync(ROOT, { withFileTypes: true })
  .filter(({ name }) => name !== '.git' && !isGenerated(name))
  .flatMap((entry) =>
    entry.isDirectory()
      ? [
          entry.name,
          ...readdirSync(join(ROOT, entry.name), { recursive: true, encoding: 'utf8' }).map(below(entry.name)),
        ]
      : [entry.name],
  );

function below(folder: string): (path: string) => string {
  return (path) => `${folder}/${path.replaceAll('\\', '/')}`;
}

/** Optional folders can be deleted. Pages may still name their files and scripts. */
const optionalFolders: readonly string[] = JSON.parse(read('test/optional-parts.json'));
const deleted = optionalFolders.filter((folder) => !existsSync(join(ROOT, folder)));
const isDeleted = (path: string): boolean => deleted.includes(path.split('/')[0] ?? '');
const scriptsOfFolder: Readonly<Record<string, readonly string[]>> = {
  local: ['start', 'load', 'test:extended-client'],
  simulation: ['simulate'],
};

/** The changelog names files of earlier releases. */
const pages = entries.filter((path) => /^(docs\/.+|[^/]+)\.md$/.test(path) && path !== 'CHANGELOG.md');

type Named = { readonly page: string; readonly name: string };

const FENCE = /^ *```[^\n]*\n(.*?)^ *```/gms;
const inlineCode = (page: string): string[] =>
  [
    ...read(page)
      .replace(FENCE, '')
      .matchAll(/`([^`\n]+)`/g),
  ].map(([, code = '']) => code);
const fencedCode = (page: string): string[] => [...read(page).matchAll(FENCE)].map(([, code = '']) => code);

/** Everything that the pages name, as `find` finds it on each page. */
const namedBy = (find: (page: string) => readonly string[]): Named[] =>
  pages.flatMap((page) => find(page).map((name) => ({ page, name })));

describe('a path that a page names', () => {
  /** Not paths: routes (`/menu`), placeholders (`<orderId>/…`), npm scopes, URLs and media types. */
  const NO_PATH = /^[/<@]|:\/\/|^application\//;
  const FILE = /^[\w.-]+\.(ts|mjs|json|md|yml|py)$/;
  const topFolders = entries.filter(
    (path) => !path.includes('/') && entries.some((other) => other.startsWith(`${path}/`)),
  );

  const pathsOn = (page: string): string[] => [
    ...inlineCode(page).filter((code) => /^[^\s{}()=]+$/.test(code) && code.includes('/') && !NO_PATH.test(code)),
    ...inlineCode(page).filter((code) => FILE.test(code)),
    ...fencedCode(page)
      .flatMap((code) => code.split(/[\s'"]+/))
      .filter((word) => topFolders.some((folder) => word.startsWith(`${folder}/`))),
  ];

  /** A name without a folder is the name of a file anywhere. `<name>` and `*` stand for one segment of a path. */
  const exists = (name: string): boolean => {
    const path = name.replace(/^\.\//, '').replace(/\/$/, '');
    if (isGenerated(path) || isDeleted(path)) return true;
    if (FILE.test(path)) return entries.some((entry) => basename(entry) === path);
    const pattern = path.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replace(/<[^>]+>|\*/g, '[^/]+');
    return entries.some((entry) => new RegExp(`^${pattern}$`).test(entry));
  };

  const named = namedBy(pathsOn);

  it('exists', () => {
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter(({ name }) => !exists(name))).toEqual([]);
  });
});

describe('a link on a page', () => {
  const linksOn = (page: string): string[] =>
    [
      ...read(page)
        .replace(FENCE, '')
        .matchAll(/\]\(([^)\s]+)\)/g),
    ]
      .map(([, target = '']) => target)
      .filter((target) => !/^(https?|mailto):/.test(target));

  /** The anchors that GitHub gives to the headings of a page. A repeated heading gets a number. */
  const anchorsOf = (page: string): string[] => {
    const seen = new Map<string, number>();
    return [
      ...read(page)
        .replace(FENCE, '')
        .matchAll(/^#+ +(.+)$/gm),
    ].map(([, heading = '']) => {
      const slug = heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-');
      const count = seen.get(slug) ?? 0;
      seen.set(slug, count + 1);
      return count === 0 ? slug : `${slug}-${count}`;
    });
  };

  const leads = (from: string, link: string): boolean => {
    const [target = '', anchor] = link.split('#');
    const path =
      target === ''
        ? from
        : normalize(join(dirname(from), target))
            .replaceAll('\\', '/')
            .replace(/\/$/, '');
    if (isDeleted(path)) return true;
    if (!entries.includes(path)) return false;
    return anchor === undefined || (path.endsWith('.md') && anchorsOf(path).includes(anchor));
  };

  const links = namedBy(linksOn);

  it('leads to a file and to a heading', () => {
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter(({ page, name }) => !leads(page, name))).toEqual([]);
  });

  it('leads to a heading from the description of every alarm', () => {
    const alarms = Object.values(templatesOf('dev').monitoring.findResources('AWS::CloudWatch::Alarm'));
    const found = alarms.map(({ Properties }) => /docs\/\S+$/.exec(String(Properties.AlarmDescription))?.[0] ?? '');
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((link) => !leads('README.md', link))).toEqual([]);
  });
});

describe('an npm script', () => {
  const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(read('package.json'));
  const gone = deleted.flatMap((folder) => scriptsOfFolder[folder] ?? []);

  const named = namedBy((page) =>
    [...read(page).matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map(([, run, short = '']) => run ?? short),
  );

  it('that a page names exists', () => {
    expect(named.filter(({ name }) => !(name in scripts) && !gone.includes(name))).toEqual([]);
  });

  it('of package.json is on a page', () => {
    const names = new Set(named.map(({ name }) => name));
    expect(Object.keys(scripts).filter((name) => !names.has(name))).toEqual([]);
  });
});

describe('an environment variable that a page names', () => {
  const VARIABLE = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g;
  const variablesIn = (text: string): string[] => text.match(VARIABLE) ?? [];
  /** A variable of the AWS CLI, which the code does not read. */
  const FOREIGN = ['AWS_DEFAULT_REGION'];

  const code = entries.filter((path) => /\.(ts|mjs|py|json|yml)$/.test(path) && !path.startsWith('test/docs/'));
  const known = new Set([...FOREIGN, ...code.flatMap((path) => variablesIn(read(path)))]);

  const named = namedBy((page) => [...inlineCode(page), ...fencedCode(page)].flatMap(variablesIn));

  it('is in the code', () => {
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter(({ name }) => !known.has(name))).toEqual([]);
  });
});
