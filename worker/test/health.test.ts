import type { ConsumerState } from '../consumer.ts';
import { type HealthServer, healthOf, serveHealth } from '../health.ts';

const NOW = 1_000_000_000;
const seconds = (n: number): number => n * 1000;

const connected = (secondsAgo: number): ConsumerState => ({
  queue: 'orders',
  answeredAt: NOW - seconds(secondsAgo),
  isConnected: true,
});

const health = (states: readonly ConsumerState[], isOver = false) =>
  healthOf({ consumers: () => states, isOver: () => isOver, now: () => NOW });

it('is live and ready while SQS answers the polls of each consumer', () => {
  expect(health([connected(0), connected(60)])).toEqual({ live: true, ready: true });
});

it('is not ready before the first answer, and is live', () => {
  expect(health([connected(0), { ...connected(1), isConnected: false }])).toEqual({ live: true, ready: false });
});

it('is live for less than five minutes without an answer at one of its consumers', () => {
  expect(health([connected(0), connected(299)])).toEqual({ live: true, ready: true });
  expect(health([connected(0), connected(300)])).toEqual({ live: false, ready: false });
});

it('is not ready before it polls, and is live', () => {
  expect(health([])).toEqual({ live: true, ready: false });
});

it('is not ready after the end of the shift, and is live', () => {
  expect(health([connected(0)], true)).toEqual({ live: true, ready: false });
});

describe('the endpoints', () => {
  let server: HealthServer;
  let states: ConsumerState[] = [];
  beforeAll(async () => {
    server = await serveHealth(0, { consumers: () => states, isOver: () => false, now: () => NOW });
  });
  afterAll(() => server.close());

  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`);
    return { status: response.status, body: await response.json() };
  };

  it('answer 200 for yes and 503 for no, with the time since each answer', async () => {
    states = [{ ...connected(7), isConnected: false }];
    const body = { live: true, ready: false, consumers: [{ queue: 'orders', secondsSinceAnswer: 7 }] };
    expect(await get('/live')).toEqual({ status: 200, body });
    expect(await get('/ready')).toEqual({ status: 503, body });
  });

  it('listen on one address of the container only', async () => {
    await expect(fetch(`http://127.0.0.2:${server.port}/live`)).rejects.toThrow();
  });

  it('answer 404 for another path', async () => {
    expect(await get('/')).toMatchObject({ status: 404 });
  });
});
