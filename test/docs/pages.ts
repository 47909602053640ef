import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';

const ROOT = join(__dirname, '..', '..');
export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Folders that git ignores. They exist only after a command has created them, so nothing in them is checked. */
const generated = read('.gitignore')
  .split('\n')
  .filter((line) => line.endsWith('/'));
const isGenerated = (path: string): boolean => generated.some((folder) => `${path}/`.startsWith(folder));

/** Every file and folder of the checkout, as a path from its root. */
export const entries: readonly string[] = readdirSync(ROOT, { withFileTypes: true })
  .filter(({ name }) => name !== '.git' && !isGenerated(name))
  .flatMap((entry) => (entry.isDirectory() ? [entry.name, ...entriesBelow(entry.name)] : [entry.name]));

function entriesBelow(folder: string): string[] {
  const paths = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return paths
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => !path.includes('/node_modules'));
}

/** The optional folders, and the npm scripts that start them. Pages may name both after a folder is deleted. */
const scriptsOfFolder: Readonly<Record<string, readonly string[]>> = {
  bench: ['bench', 'check:bench', 'load'],
  examples: ['demo'],
  local: ['start', 'privileges', 'test:extended-client', 'watch:measure', 'drill:imports'],
  ops: ['ops', 'cost', 'plan'],
  simulation: ['simulate'],
  web: ['soak:browser'],
  worker: ['worker', 'test:worker', 'drill:worker'],
};
export const optionalFolders: readonly string[] = Object.keys(scriptsOfFolder);
const deleted = optionalFolders.filter((folder) => !existsSync(join(ROOT, folder)));
export const isDeleted = (path: string): boolean => deleted.includes(path.split('/')[0] ?? '');
export const deletedScripts: readonly string[] = deleted.flatMap((folder) => scriptsOfFolder[folder] ?? []);

/** The environment variables that only the code of an optional folder names. */
const variablesOfFolder: Readonly<Record<string, readonly string[]>> = {
  examples: ['CARRIER_URL', 'PARCELS_DLQ_URL', 'PARCELS_QUEUE_URL', 'SERVICE_MILLISECONDS', 'SERVICE_URL'],
  ops: ['AWS_PROFILE', 'NO_COLOR', 'ORDERBOARD_API_KEY', 'ORDERBOARD_AUTHORIZATION'],
};
export const deletedVariables: readonly string[] = deleted.flatMap((folder) => variablesOfFolder[folder] ?? []);

/** Every page. The changelog is none of them, because it names files of earlier releases. */
export const pages: readonly string[] = entries.filter(
  (path) => /^((docs|\.github)\/.+|[^/]+)\.md$/.test(path) && path !== 'CHANGELOG.md',
);

/** A name, and the page that it is on. */
export type Named = { readonly page: string; readonly name: string };

/** Everything that the pages name, as `find` finds it on each page. */
export const namedBy = (find: (page: string) => readonly string[]): Named[] =>
  pages.flatMap((page) => [...new Set(find(page))].map((name) => ({ page, name })));

const FENCE = /^ *```[^\n]*\n(.*?)^ *```/gms;
const withoutBlocks = (page: string): string => read(page).replace(FENCE, '');

export const fencedCode = (page: string): string[] => [...read(page).matchAll(FENCE)].map(([, code = '']) => code);
export const inlineCode = (page: string): string[] =>
  [...withoutBlocks(page).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);

/** The targets of the links on a page, in line or by reference, without links to other sites. */
export const linksOn = (page: string): string[] =>
  [...withoutBlocks(page).matchAll(/\]\(([^)\s]+)|^\[[^\]]+\]: *(\S+)/gm)]
    .map(([, inLine, reference = '']) => inLine ?? reference)
    .filter((target) => !/^(https?|mailto):/.test(target));

/** The anchors that GitHub gives to the headings of a page. A repeated heading gets a number. */
const anchorsOf = (page: string): string[] => {
  const seen = new Map<string, number>();
  return [...withoutBlocks(page).matchAll(/^#+ +(.+)$/gm)].map(([, heading = '']) => {
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

/** Whether a link on a page leads to a file or folder and, if it has an anchor, to a heading. */
export const leads = (from: string, link: string): boolean => {
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

const FILE = /^[\w.-]+\.(ts|mjs|json|md|yml|py)$/;
/** Not paths: routes (`/menu`), placeholders (`<orderId>/…`), npm scopes, URLs and media types. */
const NO_PATH = /^[/<@]|:\/\/|^application\//;
const topFolders = entries.filter(
  (path) => !path.includes('/') && entries.some((other) => other.startsWith(`${path}/`)),
);
const isBelowTopFolder = (word: string): boolean => topFolders.some((folder) => word.startsWith(`${folder}/`));

/** The paths on a page: in code, in a command, in a table or in a sentence. */
export const pathsOn = (page: string): string[] => {
  const words = read(page)
    .split(/[\s'"`()[\]|,;=]+/)
    .map((word) => word.replace(/^\.\//, '').replace(/[.:]+$/, ''));
  const code = inlineCode(page).filter((text) => /^[^\s{}()=]+$/.test(text) && text.includes('/'));
  return [
    ...code.filter((text) => !NO_PATH.test(text)),
    ...words.filter(isBelowTopFolder),
    ...[...inlineCode(page), ...fencedCode(page)]
      .flatMap((text) => text.split(/[\s'"]+/))
      .filter((word) => FILE.test(word)),
  ];
};

/** Whether a path exists. A name without a folder can be anywhere. `<name>` and `*` stand for one segment of a path. */
export const pathExists = (name: string): boolean => {
  const path = name.replace(/^\.\//, '').replace(/\/$/, '');
  if (isGenerated(path) || isDeleted(path)) return true;
  if (path.includes('#')) return leads('README.md', path);
  if (FILE.test(path)) return entries.some((entry) => basename(entry) === path);
  const pattern = path.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replace(/<[^>]+>|\*/g, '[^/]+');
  return entries.some((entry) => new RegExp(`^${pattern}$`).test(entry));
};
