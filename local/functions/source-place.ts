import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * The line of the sources where an error left a module or one of its chunks, such as `lambda/x.ts:12:3`, by the source map beside
 * that file. `undefined` if its stack names no such file.
 */
export const sourcePlace = (error: unknown, modulePath: string): string | undefined => {
  const stack = error instanceof Error ? String(error.stack) : '';
  const folder = dirname(modulePath);
  const [, behind = ''] = stack.split(`${pathToFileURL(folder).href}/`);
  const [, file, line, column] = /^([\w-]+\.mjs):(\d+):(\d+)/.exec(behind) ?? [];
  if (file === undefined) return undefined;
  const origin = readMap(join(folder, file))?.findOrigin(Number(line), Number(column));
  return origin && 'fileName' in origin && 'lineNumber' in origin && 'columnNumber' in origin
    ? `${origin.fileName}:${origin.lineNumber}:${origin.columnNumber}`
    : undefined;
};

const readMap = (modulePath: string): SourceMap | undefined => {
  try {
    return new SourceMap({ ...JSON.parse(readFileSync(`${modulePath}.map`, 'utf8')), sourceRoot: '' });
  } catch {
    return undefined;
  }
};
