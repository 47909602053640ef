import { createServer, type ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { workerVariables } from '../../lib/worker-variables.ts';
import { until } from '../../test/journey/support/until.ts';
import { readSettings } from '../settings.ts';
import { createShift } from '../shift.ts';
import { runWorker } from '../worker.ts';

const mockStops: (() => void)[] = [];
// The thread of the deadlines would outlive the test.
jest.mock('../deadlines.ts', () => ({
  startDeadlines: ({ stop }: { readonly stop: () => void }) => {
    mockStops.push(stop);
    return {};
  },
}));
jest.mock('../../lambda/log.ts', () => ({ ...jest.requireActual('../../lambda/log.ts'), log: () => undefined }));

/** An SQS that holds each poll until the test answers it. */
const holdPolls = async () => {
  const polls: { readonly queue: string; answer(): void }[] = [];
  const server = createServer((request, response: ServerResponse) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      const queue = String(JSON.parse(body).QueueUrl).split('/').at(-1) ?? '';
      const headers = { 'Content-Type': 'application/x-amz-json-1.0' };
      polls.push({ queue, answer: () => void response.writeHead(200, headers).end('{}') });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : ''}`;
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url, polls, close };
};

/** Starts a worker with two queues and two batches of each, on an SQS that holds its polls. */
const startWorker = async () => {
  const { url, polls, close } = await holdPolls();
  jest.replaceProperty(process, 'env', {
    ...process.env,
    ...{ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'eu-central-1', AWS_ENDPOINT_URL_SQS: url },
  });
  const settings = readSettings({
    ...Object.fromEntries(workerVariables.map((name) => [name, '1'])),
    ...{ ORDERS_QUEUE_URL: `${url}/1/orders`, TABS_QUEUE_URL: `${url}/1/tabs.fifo` },
    ...{ WORKER_QUEUES: 'orders,tabs', WORKER_CONCURRENCY: '2', WORKER_HEALTH_PORT: '0', WORKER_LOG_LEVEL: 'INFO' },
    ...{ AWS_REGION: 'eu-central-1' },
  });
  const shift = createShift();
  const running = runWorker(settings, shift);
  cleanUp = async () => {
    shift.end('SIGTERM');
    close();
    await running;
  };
  await until(
    async () => polls.length,
    (count) => count === 4,
    { seconds: 5 },
  );
  return { polls, shift, running };
};

let cleanUp = async (): Promise<void> => undefined;
afterEach(async () => {
  await cleanUp();
  jest.restoreAllMocks();
});

it('polls each queue as often as the concurrency says, and for longer than SQS waits', async () => {
  const tries = jest.spyOn(NodeHttpHandler.prototype, 'handle');
  const { polls, shift, running } = await startWorker();
  expect(polls.map(({ queue }) => queue).toSorted()).toEqual(['orders', 'orders', 'tabs.fifo', 'tabs.fifo']);
  for (const client of tries.mock.contexts) expect(Reflect.get(Object(client), 'milliseconds')).toBeGreaterThan(20_000);
  shift.end('SIGTERM');
  for (const { answer } of polls) answer();
  await running;
});

it('ends once every poll has ended', async () => {
  const { polls, shift, running } = await startWorker();
  shift.end('SIGTERM');
  for (const { answer } of polls.slice(1)) answer();
  // sqs-consumer looks once a second whether a poll has ended
  const first = await Promise.race([running.then(() => 'has ended'), setTimeout(2500, 'waits for the last poll')]);
  expect(first).toBe('waits for the last poll');
  polls[0]?.answer();
  await running;
});

it('ends with an exit code of 1 after a batch that timed out, even if that batch ends', async () => {
  const before = process.exitCode;
  const { polls, shift, running } = await startWorker();
  mockStops.at(-1)?.();
  for (const { answer } of polls) answer();
  await running;
  expect([process.exitCode, shift.over.reason]).toEqual([1, 'batch timed out']);
  process.exitCode = before;
});
