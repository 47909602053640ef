// npm run demo: tells the story of the shop, on a local shop that it opens and closes.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onSignals } from '../../lib/signals.ts';
import { createNarrator, print, silent } from './narrator.ts';
import { isUsageError, type Options, readOptions, USAGE } from './options.ts';
import { plans } from './scene.ts';
import { type ShopProcess, startShop } from './shop.ts';
import { type StoryNumbers, tellStory } from './story.ts';

const ROOT = join(import.meta.dirname, '..', '..');

const exitCodes = { failed: 1, usage: 2, interrupted: 130 } as const;

class Interrupted extends Error {}

/** Aborts when somebody ends the demo, or nobody reads it any more. A second Ctrl-C ends it at once. */
const interruption = (): AbortSignal => {
  const interrupted = new AbortController();
  const end = (): void => interrupted.abort(new Interrupted('The demo is interrupted, and its shop is closed.'));
  onSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], () => {
    if (interrupted.signal.aborted) process.exit(exitCodes.interrupted);
    end();
  });
  process.once('disconnect', end);
  process.stdout.once('error', end);
  return interrupted.signal;
};

/** The story has tabs, pickups and the board, whatever `cdk.json` leaves out. */
const EVERY_PART = ['-c', 'without=', '-c', 'mail=on'];

const tell = async (options: Options, shopProcess: ShopProcess, signal: AbortSignal): Promise<StoryNumbers> => {
  const { fast, json } = options;
  const narrator = json ? silent : createNarrator({ pauses: !fast, signal });
  narrator.heading('A local shop opens. This takes a few seconds.');
  const shop = await shopProcess.open();
  narrator.tell(
    'board',
    `${shop.url}${await homePath(shop.url)} shows each step while it happens. Open it in a browser.`,
  );
  if (!fast) narrator.tell('pace', 'The story pauses after each step. Enter goes on at once, Ctrl-C ends it.');
  await narrator.pause();
  const hasOps = existsSync(join(ROOT, 'ops', 'main.ts'));
  return tellStory({ ...{ shop, narrator, signal, hasOps }, plan: fast ? plans.fast : plans.told });
};

const rounded = (_name: string, value: unknown): unknown =>
  typeof value === 'number' ? Math.round(value * 1000) / 1000 : value;

/** The page of the board, or its JSON in a shop without the page. */
const homePath = async (url: string): Promise<string> => ((await fetch(url)).ok ? '/' : '/board.json');

const main = async (): Promise<void> => {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) return print(USAGE);
  const signal = interruption();
  const { port, assembly, json } = options;
  const shopProcess = startShop(['--port', port, ...(assembly === undefined ? EVERY_PART : ['--assembly', assembly])]);
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  try {
    const numbers = await Promise.race([tell(options, shopProcess, signal), shopProcess.failed, aborted]);
    if (json) print(JSON.stringify(numbers, rounded, 2));
  } finally {
    await shopProcess.stop();
  }
};

try {
  await main();
  process.exit();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  if (isUsageError(error)) console.error(`\n${USAGE}`);
  if (error instanceof Interrupted) process.exit(exitCodes.interrupted);
  process.exit(isUsageError(error) ? exitCodes.usage : exitCodes.failed);
}
