import { fork } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Result, Task } from './task.ts';

export type RunTask = <Mode extends Task['mode']>(task: Task & { readonly mode: Mode }) => Promise<ResultOf<Mode>>;

type ResultOf<Mode> = Extract<Result, { readonly mode: Mode }>;

/** Builds the program of the fresh processes. It is one file, so that they begin at once. */
export const buildChild = async (folder: string): Promise<string> => {
  const outfile = join(folder, 'child.mjs');
  const entryPoints = [join(import.meta.dirname, 'child.ts')];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', target: 'node24' });
  return outfile;
};

/** A process that takes longer than this hangs. */
const MAX_MILLISECONDS = 120_000;

/** Runs each task in a fresh process. @throws Error if the process fails or hangs */
export const createRunTask =
  (child: string, environment: Readonly<Record<string, string>>): RunTask =>
  (task) =>
    new Promise((resolve, reject) => {
      const options = { env: { PATH: process.env.PATH, ...environment }, execArgv: [] };
      const { promise, ...settle } = Promise.withResolvers<Result>();
      const running = fork(child, { ...options, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      const limit = setTimeout(() => {
        running.kill();
        settle.reject(new Error(`a process should answer within ${MAX_MILLISECONDS} ms, got no answer`));
      }, MAX_MILLISECONDS);
      running.once('message', settle.resolve);
      running.once('error', settle.reject);
      running.once('exit', (code) => settle.reject(new Error(`a process should answer, got exit code ${code}`)));
      running.send(task);
      promise
        .then((result) => (isOf(result, task.mode) ? resolve(result) : reject(new Error(textOf(result)))))
        .catch(reject)
        .finally(() => clearTimeout(limit));
    });

const isOf = <Mode extends Task['mode']>(result: Result, mode: Mode): result is ResultOf<Mode> => result.mode === mode;

const textOf = (result: Result): string => (result.mode === 'failed' ? result.error : `unexpected ${result.mode}`);
