import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * The line of the sources where an error left a module, such as `lambda/x.ts:12:3`, by the source map beside the module.
 * `undefined` if its stack does not name the module.
 */
export const sourcePlace = (error: unknown, modulePath: string): string | undefined => {
  const stack = error instanceof Error ? String(error.stack) : '';
  const [, behind = ''] = stack.split(`${pathToFileURL(modulePath).href}:`);
  const [, line, column] = /^(\d+):(\d+)/.exec(behind) ?? [];
  if (line === undefined || column === undefined) return undefined;
  const origin = readMap(modulePath)?.findOrigin(Number(line), Number(column));
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
