import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const WORK = 'prepare: work.create(environment),';

export const handlerPath = (folder: string): string => join(folder, 'lambda', 'barista', 'handler.ts');

/** The handler of the barista with work that logs a version after each order. It depends on no product. */
export const handlerOf = (original: string, version: number): string => {
  if (!original.includes(WORK)) throw new Error(`the handler should contain '${WORK}', got ${original}`);
  return original.replace(
    WORK,
    `prepare: async (job) => {
    await work.create(environment)(job);
    log('info', 'work.done', { version: ${version} });
  },`,
  );
};

/** Saves a handler whose work logs this version. */
export const saveVersion = (folder: string, original: string, version: number): void =>
  writeFileSync(handlerPath(folder), handlerOf(original, version));

export const readHandler = (folder: string): string => readFileSync(handlerPath(folder), 'utf8');
