import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import * as v from 'valibot';
import type { LocalFunction } from '../functions/function.ts';
import { createGiveWay } from '../functions/give-way.ts';
import { startMappings } from '../functions/start.ts';

const ARN = 'arn:aws:sqs:us-east-1:000000000000:';
const receiveSchema = v.object({ QueueUrl: v.string() });

/** A function with this many busy instances. */
const aFunction = (physicalName: string, busy: () => number): LocalFunction => ({
  resource: {
    ...{ name: physicalName, physicalName, arn: '', roleArn: '', modulePath: '', exportName: 'handler' },
    ...{ timeoutSeconds: 3, memoryMegabytes: 128, concurrency: undefined, variables: {} },
  },
  invoke: async () => ({ kind: 'answered', value: {} }),
  warm: () => undefined,
  replace: async () => undefined,
  kill: () => 0,
  state: () => ({ running: 1, busy: busy(), invocations: 0, dropped: 0, errors: 0, timeouts: 0, kills: 0 }),
  cpu: () => [],
});

const aQueue = (name: string) => ({ name, arn: `${ARN}${name}`, url: name, attributes: {} });
const aMapping = (name: string, FunctionName: string) => ({
  ...{ EventSourceArn: `${ARN}${name}`, FunctionName, Enabled: 'true' as const, BatchSize: 10 },
  ...{ MaximumBatchingWindowInSeconds: 0, FunctionResponseTypes: [] },
});

describe('a mapping of a queue that subscribes to a topic', () => {
  let server: Server;
  let sqs: string;
  const polled: string[] = [];
  const stopped = new AbortController();
  beforeAll(async () => {
    server = createServer((request, response) => {
      json(request).then((body) => {
        polled.push(v.parse(receiveSchema, body).QueueUrl);
        response.end('{}');
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    sqs = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`;
  });
  afterEach(() => stopped.abort());
  afterAll(() => server.close());

  const pollsUntil = async (holds: () => boolean): Promise<void> => {
    const limit = AbortSignal.timeout(4000);
    while (!holds() && !limit.aborted) await new Promise((resolve) => setImmediate(resolve));
    expect(holds()).toBe(true);
  };

  it('polls rarely while another function works, and its own work does not count', async () => {
    // GIVEN a worker and a subscriber that are both busy
    let workers = 1;
    startMappings({
      functions: [aFunction('worker', () => workers), aFunction('subscriber', () => 1)],
      queues: [aQueue('work'), aQueue('events')],
      mappings: [aMapping('events', 'subscriber'), aMapping('work', 'worker')],
      subscriptions: [{ topicArn: '', protocol: 'sqs', endpoint: `${ARN}events`, attributes: {} }],
      ...{ sqs, signal: stopped.signal, keepHidden: false, onLog: () => undefined },
    });

    // THEN the queue of the worker is polled first, again and again
    await pollsUntil(() => polled.includes('events'));
    expect(polled.indexOf('events')).toBeGreaterThan(3);

    // WHEN the worker is done, the subscriber polls as often
    workers = 0;
    polled.length = 0;
    await pollsUntil(() => polled.filter((queue) => queue === 'events').length === 20);
    expect(polled.length).toBeLessThan(100);
  });
});

describe('giving way', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('ends soon after the other work', async () => {
    let underWay = true;
    const over = jest.fn();
    void createGiveWay(() => underWay)().then(over);
    await jest.advanceTimersByTimeAsync(100);
    expect(over).not.toHaveBeenCalled();
    underWay = false;
    await jest.advanceTimersByTimeAsync(25);
    expect(over).toHaveBeenCalled();
  });

  it('ends after a quarter of a second if the other work goes on', async () => {
    const over = jest.fn();
    void createGiveWay(() => true)().then(over);
    await jest.advanceTimersByTimeAsync(225);
    expect(over).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(25);
    expect(over).toHaveBeenCalled();
  });
});
