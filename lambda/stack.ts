import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { getCallSites } from 'node:util';

/** A frame. The limits keep the search short: the text can hold a message of any length. */
const FRAME = /^ +at (?:.{1,200} \()?(.{1,500}?):(\d+):(\d+)\)?$/gm;
const MAX_FRAMES = 10;

/**
 * The file of this code: a URL in an ES module, a path in CommonJS, which has no `import.meta`. A frame of an error would name the
 * source instead if Node.js reads source maps.
 */
const ownFile = (): string => getCallSites(1, { sourceMap: false })[0]?.scriptName ?? '';

const urlOf = (file: string): URL => (file.startsWith('file:') ? new URL(file) : pathToFileURL(file));

/** The folder of the bundle, in the two forms in which frames name it. A frame that Node.js mapped itself has the path of the source. */
const FOLDER = urlOf(ownFile().replace(/lambda[\\/]stack\.ts$|[^\\/]*$/, ''));
const FOLDERS = [FOLDER.href, fileURLToPath(FOLDER)];

/**
 * The frames of an error's stack, such as `lambda/product/prepare.ts:43:13`: paths from the root of the checkout, without a path
 * of a machine. Node.js could do this itself with `--enable-source-maps`, but then every cold start and every error pays for it.
 */
export const framesOf = (stack: string): string[] =>
  [...stack.matchAll(FRAME)]
    .filter(([, file = '']) => !file.startsWith('node:'))
    .slice(0, MAX_FRAMES)
    .map(([, file = '', line, column]) => originOf(file, Number(line), Number(column)));

const originOf = (file: string, line: number, column: number): string => {
  const folder = FOLDERS.find((candidate) => file.startsWith(candidate));
  const name = folder === undefined ? basename(file) : file.slice(folder.length);
  const origin = folder === FOLDER.href && BUNDLED.test(name) ? readMap(name)?.findOrigin(line, column) : undefined;
  return origin && 'fileName' in origin && 'lineNumber' in origin && 'columnNumber' in origin
    ? `${origin.fileName}:${origin.lineNumber}:${origin.columnNumber}`
    : `${name}:${line}:${column}`;
};

/** The name of a file of the bundle. A frame in the text of an error can name any path. */
const BUNDLED = /^[\w-]+\.mjs$/;

const maps = new Map<string, SourceMap>();

/** Reads the source map beside a file of the bundle when the first frame needs it. Code that is not bundled has none. */
const readMap = (name: string): SourceMap | undefined => {
  const map = maps.get(name) ?? parseMap(name);
  if (map) maps.set(name, map);
  return map;
};

const parseMap = (name: string): SourceMap | undefined => {
  try {
    // Without a root: a bundle for a debugger has the root of the checkout on its machine.
    return new SourceMap({ ...JSON.parse(readFileSync(new URL(`${name}.map`, FOLDER), 'utf8')), sourceRoot: '' });
  } catch {
    return undefined;
  }
};
