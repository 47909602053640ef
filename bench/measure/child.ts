// A fresh process: it takes one task from its parent, measures and answers.
import { Session } from 'node:inspector/promises';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Cloud } from '../aws/cloud.ts';
import { examine } from './honesty.ts';
import { startInstance } from './instance.ts';
import { countLogBytes } from './log-lines.ts';
import { deliveryOfOrder, newMessage } from './messages.ts';
import { countReads } from './reads.ts';
import { requestOf } from './requests.ts';
import { answersIn, openShop, operationOf, type Shop } from './shop.ts';
import type { Profile, Result, Task } from './task.ts';

const logBytes = countLogBytes();

const newBatch = ({ batchSize, template, offloadAboveBytes }: Task, cloud: Cloud) =>
  Array.from({ length: batchSize }, () => deliveryOfOrder(newMessage(template), cloud, offloadAboveBytes));

/** One piece of work: a batch of orders, or one request. It throws if a part of it fails. */
type Work = { readonly prepare: () => () => Promise<void> };

const load = async (task: Task, { cloud }: Shop): Promise<Work> => {
  if (task.kind === 'api') return loadApi(task);
  const { deliver } = await startInstance(task.entry, task.kind, cloud);
  return {
    prepare: () => {
      const batch = newBatch(task, cloud);
      return async () => {
        const failed = await deliver(batch);
        if (failed.length > 0) throw new Error(`a good batch should have no failure, got ${failed.length}`);
      };
    },
  };
};

const loadApi = async ({ entry, request }: Task): Promise<Work> => {
  const { handler }: { readonly handler: (event: unknown) => Promise<{ readonly statusCode: number }> } = await import(
    pathToFileURL(entry).href
  );
  return {
    prepare: () => {
      const event = requestOf(request);
      return async () => {
        const { statusCode } = await handler(event);
        if (statusCode !== 202) throw new Error(`a good request should be answered with 202, got ${statusCode}`);
      };
    },
  };
};

const assertFinished = ({ seen }: Shop, { kind, batchSize }: Task): void => {
  if (kind !== 'api' && (seen.finished.size !== batchSize || seen.announced.size !== batchSize))
    throw new Error(`${batchSize} orders should be READY and announced, got ${seen.finished.size}`);
};

const measureFirst = async (task: Task): Promise<Result> => {
  const shop = openShop();
  const stopProfiler = task.profiled ? await startProfiler() : noProfile;
  const before = process.cpuUsage();
  const began = performance.now();
  const { prepare } = await load(task, shop);
  await prepare()();
  const milliseconds = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  const profile = await stopProfiler();
  assertFinished(shop, task);
  return { mode: 'first', milliseconds, cpuMilliseconds: (user + system) / 1000, ...profile };
};

const measureCpu = async (task: Task): Promise<Result> => {
  const shop = openShop();
  const { prepare } = await load(task, shop);
  let milliseconds = 0;
  let messages = 0;
  let stopProfiler = noProfile;
  for (let n = -task.warmUps; n < task.batches; n += 1) {
    if (n === 0 && task.profiled) stopProfiler = await startProfiler();
    const work = prepare();
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    assertFinished(shop, task);
    if (n >= 0) {
      milliseconds += (user + system) / 1000 - shop.cloud.ownMilliseconds();
      messages += task.kind === 'api' ? 1 : shop.seen.finished.size;
    }
    shop.cloud.clear();
    shop.seen.finished.clear();
    shop.seen.announced.clear();
  }
  return { mode: 'cpu', milliseconds, batches: task.batches, messages, ...(await stopProfiler()) };
};

type StopProfiler = () => Promise<{ readonly profile?: Profile }>;

const noProfile: StopProfiler = async () => ({});

const SAMPLING_MICROSECONDS = 100;

const startProfiler = async (): Promise<StopProfiler> => {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLING_MICROSECONDS });
  await session.post('Profiler.start');
  return () => session.post('Profiler.stop');
};

const countCalls = async (task: Task): Promise<Result> => {
  const loadedFiles: string[] = [];
  registerHooks({
    load: (url, context, next) => {
      if (url.startsWith('file:')) loadedFiles.push(new URL(url).pathname);
      return next(url, context);
    },
  });
  const shop = openShop({ wait: answersIn(task.answers) });
  const { prepare } = await load(task, shop);
  const before = logBytes();
  await prepare()();
  assertFinished(shop, task);
  const calls: Record<string, number> = {};
  for (const call of shop.cloud.calls) calls[operationOf(call)] = (calls[operationOf(call)] ?? 0) + 1;
  const { write: writeUnits } = shop.cloud.dynamodb.units;
  return { mode: 'calls', calls, writeUnits, logBytes: logBytes() - before, loadedFiles };
};

const run = async (task: Task): Promise<Result> => {
  if (task.mode === 'first') return measureFirst(task);
  if (task.mode === 'cpu') return measureCpu(task);
  if (task.mode === 'calls') return countCalls(task);
  if (task.mode === 'reads') return { mode: 'reads', reads: await countReads(task) };
  return { mode: 'honesty', honesty: await examine(task) };
};

const task = Promise.withResolvers<Task>();
process.once('message', task.resolve);
const result = await run(await task.promise).catch((error: unknown): Result => {
  return { mode: 'failed', error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
});
process.send?.(result, () => process.exit());
