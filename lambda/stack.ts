import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The file of this module: in a bundle, the file of all modules. */
const FILE = import.meta.url;
/** The folder of the bundle, in the two forms in which frames name it. */
const FOLDERS = [new URL('.', FILE).href, fileURLToPath(new URL('.', FILE))];

/** A frame. The limits keep the search short: the text can hold a message of any length. */
const FRAME = /^ +at (?:.{1,200} \()?(.{1,500}?):(\d+):(\d+)\)?$/gm;
const MAX_FRAMES = 10;

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
  const origin = file === FILE ? readMap()?.findOrigin(line, column) : undefined;
  if (origin && 'fileName' in origin && 'lineNumber' in origin && 'columnNumber' in origin)
    return `${origin.fileName}:${origin.lineNumber}:${origin.columnNumber}`;
  const folder = FOLDERS.find((candidate) => file.startsWith(candidate));
  return `${folder === undefined ? basename(file) : file.slice(folder.length)}:${line}:${column}`;
};

let map: { readonly read: SourceMap | undefined } | undefined;

/** Reads the source map beside the bundle when the first frame needs it. Code that is not bundled has none. */
const readMap = (): SourceMap | undefined => {
  map ??= { read: parseMap() };
  return map.read;
};

const parseMap = (): SourceMap | undefined => {
  try {
    // Without a root: a bundle for a debugger has the root of the checkout on its machine.
    return new SourceMap({ ...JSON.parse(readFileSync(new URL(`${FILE}.map`), 'utf8')), sourceRoot: '' });
  } catch {
    return undefined;
  }
};
