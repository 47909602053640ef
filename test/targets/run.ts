import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, dirname, join } from 'node:path';
import { ROOT } from '../journey/support/target.ts';

/** The signal that aborts commands, and their environment variables. */
export type Run = {
  readonly signal: AbortSignal;
  readonly environment: NodeJS.ProcessEnv;
};

/** A child process that starts "node" gets the Node.js of this run. */
const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);

const commands = {
  cdk: join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk'),
  jest: join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'),
  'test:worker': join(ROOT, 'worker', 'test', 'journeys.ts'),
  'drill:worker': join(ROOT, 'worker', 'test', 'drill', 'main.ts'),
} as const;

/** The exit code and the output of a command. */
export type Ended = { readonly code: number | null; readonly said: string };

/** Runs a command of this project. With `shown`, its output goes to the terminal. */
export const run = async (
  command: keyof typeof commands,
  args: readonly string[],
  { signal, environment }: Run,
  { shown = false }: { readonly shown?: boolean } = {},
): Promise<Ended> => {
  signal.throwIfAborted();
  const child = spawn(process.execPath, [commands[command], ...args], {
    cwd: ROOT,
    stdio: shown ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH, ...environment },
  });
  const end = (): void => {
    child.kill('SIGTERM');
  };
  signal.addEventListener('abort', end);
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const [code]: (number | null)[] = await once(child, 'close');
  signal.removeEventListener('abort', end);
  signal.throwIfAborted();
  return { code: code ?? null, said: said.join('') };
};

/**
 * Runs the CDK's command line.
 *
 * @throws Error with the last lines of its output if it fails
 */
export const cdk = async (args: readonly string[], options: Run): Promise<void> => {
  const { code, said } = await run('cdk', args, options);
  if (code !== 0)
    throw new Error(
      `"cdk ${args.join(' ')}" should succeed, got exit code ${code}:\n${said.trimEnd().split('\n').slice(-30).join('\n')}`,
    );
};
