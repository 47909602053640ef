// node .ci/smoke.mjs: runs "npm start", places the order that it prints, waits until the order is READY, and closes the shop.
// Plain JavaScript without packages, so it runs on each system that the shop runs on. Exit code 1: no order became READY.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

const LIMIT_MILLISECONDS = 120_000;
const STOP_MILLISECONDS = 10_000;
const POLL_MILLISECONDS = 250;
const windows = process.platform === 'win32';

const say = (line) => console.log(`smoke: ${line}`);

/** The URL and the body of the `curl` command that the shop prints when it is open. */
const readSample = (output) => {
  const found = /curl -i (\S+) .*\n\s+-d '(.*)'\r?\n/.exec(output);
  return found && { url: found[1], body: found[2].replaceAll(String.raw`'\''`, "'") };
};

const untilOpen = (shop, signal) =>
  new Promise((resolve, reject) => {
    let output = '';
    shop.stdout.on('data', (chunk) => {
      process.stdout.write(chunk);
      output += chunk;
      const sample = readSample(output);
      if (sample) resolve(sample);
    });
    shop.once('close', (code) => reject(new Error(`the shop should open, got exit code ${code}`)));
    signal.addEventListener('abort', () =>
      reject(new Error(`the shop should open within ${LIMIT_MILLISECONDS / 1000} s, got no line with its URL`)),
    );
  });

const placeOrder = async ({ url, body }, signal) => {
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body, signal });
  if (response.status !== 202) throw new Error(`POST ${url} should answer 202, got ${response.status}`);
  return new URL(response.headers.get('Location'), url);
};

/** The shop may answer 404 for an order that it has just accepted. */
const untilReady = async (order, signal) => {
  for (let last; ; ) {
    const response = await fetch(order, { signal });
    const status = response.ok ? (await response.json()).status : response.status;
    if (status !== last) say(`the order is ${status}`);
    if (status === 'READY') return;
    last = status;
    await wait(POLL_MILLISECONDS, undefined, { signal });
  }
};

/** npm and its shell are between this process and the shop, so the whole group ends. */
const stop = async (shop, closed) => {
  if (windows) spawn('taskkill', ['/pid', String(shop.pid), '/t', '/f'], { stdio: 'ignore' });
  else process.kill(-shop.pid, 'SIGINT');
  const ended = await Promise.race([closed, wait(STOP_MILLISECONDS, false, { ref: false })]);
  if (ended) return;
  if (!windows) process.kill(-shop.pid, 'SIGKILL');
  throw new Error(`the shop should close within ${STOP_MILLISECONDS / 1000} s, got a shop that still runs`);
};

const shop = spawn('npm start -- --port 0', {
  shell: true,
  detached: !windows,
  stdio: ['ignore', 'pipe', 'inherit'],
});
const closed = once(shop, 'close');
const signal = AbortSignal.timeout(LIMIT_MILLISECONDS);
try {
  const sample = await untilOpen(shop, signal);
  await untilReady(await placeOrder(sample, signal), signal);
} catch (error) {
  console.error(`smoke: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  if (shop.exitCode === null && shop.signalCode === null) await stop(shop, closed);
}
