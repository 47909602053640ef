import { once } from 'node:events';
import inspector from 'node:inspector';
import { Worker } from 'node:worker_threads';
import { until } from '../../test/journey/support/until.ts';
import { openDebugger, type Pauses } from '../functions/pauses.ts';

const closing = new AbortController();
const workers: Worker[] = [];

/** A thread that a debugger pauses at its first message. */
const startThread = async (): Promise<Worker> => {
  const code = "const { parentPort } = require('node:worker_threads'); parentPort.on('message', () => { debugger; });";
  const worker = new Worker(code, { eval: true });
  workers.push(worker);
  await once(worker, 'online');
  return worker;
};

const follow = (pauses: Pauses, { threadId }: Worker): string[] => {
  const calls: string[] = [];
  pauses.listen(threadId, { onPause: () => calls.push('paused'), onResume: () => calls.push('resumed') });
  return calls;
};

/** Lets a thread pause, and waits until a listener hears of it. */
const pause = async (worker: Worker, ...listeners: string[][]): Promise<void> => {
  worker.postMessage('pause');
  await until(
    () => Promise.resolve(listeners.flat()),
    (calls) => calls.length > 0,
    { seconds: 5 },
  );
};

afterAll(async () => {
  closing.abort();
  await Promise.all(workers.map((worker) => worker.terminate()));
  inspector.close();
});

it('tells the pauses of a thread to the listener of that thread, in whichever order the threads attach', async () => {
  // GIVEN a thread that ended before the debugger opened, so that thread ids differ from the numbers of the debugger
  await (await startThread()).terminate();
  const pauses = openDebugger(0, closing.signal);
  const [first, second] = [await startThread(), await startThread()];
  const [ofFirst, ofSecond] = [follow(pauses, first), follow(pauses, second)];

  // WHEN
  await pause(first, ofFirst, ofSecond);

  // THEN
  expect([ofFirst, ofSecond]).toEqual([['paused'], []]);

  // WHEN the paused thread is about to end
  pauses.release(first.threadId);
  await first.terminate();
  await pause(second, ofSecond);

  // THEN
  expect([ofFirst, ofSecond]).toEqual([['paused'], ['paused']]);
});
