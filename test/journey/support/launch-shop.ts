import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { everyPart, leftOut } from './parts.ts';
import { claimAssembly, releaseClaim, shareAssembly } from './shared-assembly.ts';
import { isInContainers, ROOT, readTarget, type Target } from './target.ts';

export type Shop = {
  readonly target: Target;
  readonly pid: number;
  /** Every line that the shop printed. */
  readonly said: readonly string[];
  /** Waits for the next printed line that matches. */
  line(pattern: RegExp): Promise<string>;
  /**
   * Stops the shop with a signal. Returns its exit code. On Windows a signal would end the shop at once, without its
   * clean-up. There the channel to the shop closes, which stops the shop in the same way.
   */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Lets this process end before the shop, which then closes. Its output is no longer read. */
  release(): void;
};

/** The output and the exit code of a shop that did not open. */
export class ShopDidNotOpen extends Error {
  readonly code: number | null;
  constructor(code: number | null, said: readonly string[]) {
    super(said.join('\n'));
    this.code = code;
  }
}

const ofCompute = isInContainers ? ['-c', 'compute=containers'] : [];

const startWorker = (port: string): ChildProcess =>
  spawn(process.execPath, ['worker/start.ts', '--port', port], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });

/** The open shop on a port, and clients for its services. */
export const localTarget = (port: string): Target => {
  const target = readTarget(port);
  return { ...target, mails: `${target.url}/_local/mails` };
};

/**
 * Opens a local shop on a port, by default on any free one, as `npm start -- --port N` does.
 *
 * The shop has every part, whatever `cdk.json` leaves out.
 *
 * @param options more options of `npm start`, such as `-c` and `mail=off`. By default, the shop takes the assembly that the shops
 *   of this run share
 * @throws ShopDidNotOpen if it exits instead
 */
export const launchShop = async (port: number | string = 0, options?: readonly string[]): Promise<Shop> => {
  if (options?.includes('--assembly')) return openShop(port, options);
  if (options !== undefined) return openShop(port, [...everyPart, ...options]);
  const assembly = await claimAssembly();
  const own = [...everyPart, ...ofCompute];
  const shop = await openShop(port, assembly.length === 0 ? own : assembly).catch((error: unknown) => {
    releaseClaim();
    throw error;
  });
  if (assembly.length === 0) shareAssembly(join(ROOT, '.orderboard', `${new URL(shop.target.url).port}.cdk.out`));
  return shop;
};

/** Opens a local shop with the parts that `cdk.json` leaves. */
export const launchChosenShop = (): Promise<Shop> => (leftOut.length === 0 ? launchShop() : openShop(0, ofCompute));

const openShop = async (port: number | string, options: readonly string[]): Promise<Shop> => {
  const child = spawn(process.execPath, ['local/start.mjs', '--port', String(port), ...options], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = (event: 'exit' | 'close'): Promise<number | null> =>
    once(child, event).then(([code]: (number | null)[]) => code ?? null);
  const closed = ended('close'); // after the last output, and never after `disconnect`
  const exited = ended('exit');
  const said: string[] = [];
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('the process of the shop should have pipes, got none');
  createInterface({ input: stderr }).on('line', (line) => said.push(line));
  const lines = createInterface({ input: stdout });
  const opened = new Promise<string>((resolve) => {
    lines.on('line', (line) => {
      said.push(line);
      const at = /^The shop is open at .*:(\d+)\//.exec(line)?.[1];
      if (at) resolve(at);
    });
  });
  const outcome = await Promise.race([opened, closed.then((code) => ({ code }))]);
  if (typeof outcome !== 'string') {
    throw new ShopDidNotOpen(outcome.code, said);
  }
  const target = localTarget(outcome);
  const worker = isInContainers ? startWorker(outcome) : undefined;
  return {
    target,
    pid: child.pid ?? 0,
    said,
    line: (pattern) =>
      new Promise((resolve) => {
        const listen = (line: string): void => {
          if (!pattern.test(line)) return;
          lines.off('line', listen);
          resolve(line);
        };
        lines.on('line', listen);
      }),
    stop: async (signal = 'SIGTERM') => {
      target.close();
      worker?.kill('SIGKILL'); // its orderly end would wait for its polls
      if (process.platform !== 'win32') child.kill(signal);
      else if (child.connected) child.disconnect();
      return exited;
    },
    release: () => {
      stdout.destroy();
      stderr.destroy();
      child.channel?.unref();
      child.unref();
    },
  };
};
