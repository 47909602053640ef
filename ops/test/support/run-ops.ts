import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { ROOT } from '../../../test/journey/support/target.ts';

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type RunOptions = {
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The text on stdin. */
  readonly input?: string;
};

/** Starts the command line, as `npm run ops -- …` does. Its output is piped. */
export const startOps = (args: readonly string[], { environment = {} }: RunOptions = {}) =>
  spawn(process.execPath, ['ops/main.ts', ...args], { cwd: ROOT, env: { ...process.env, ...environment } });

/** Runs one command to its end. */
export const runOps = async (args: readonly string[], options: RunOptions = {}): Promise<Ended> => {
  const child = startOps(args, options);
  child.stdin.end(options.input ?? '');
  const closed = once(child, 'close').then(([code]: (number | null)[]) => code ?? null);
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code, stdout, stderr };
};
