import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

type Stubbed = { readonly status: number; readonly body?: object; readonly retryAfter?: string };

const hasPython = spawnSync('python3', ['--version']).status === 0;
/** A machine of a developer can lack Python. CI must have it. */
const clients = [
  ['order.ts', process.execPath],
  ...(hasPython || process.env.CI ? ([['order.py', 'python3']] as const) : []),
] as const;

/** Runs a client against a shop that gives these answers in their order, and then the last one. */
const run = async (file: string, command: string, ...answers: readonly Stubbed[]) => {
  const left = [...answers];
  const calls: { readonly at: number; readonly call: string; readonly key: unknown }[] = [];
  const server = createServer(({ method, url, headers }, response) => {
    calls.push({ at: performance.now(), call: `${method} ${url}`, key: headers['idempotency-key'] });
    const [answer] = left;
    if (left.length > 1) left.shift();
    const retryAfter = answer?.retryAfter === undefined ? {} : { 'Retry-After': answer.retryAfter };
    response.writeHead(answer?.status ?? 500, { 'Content-Type': 'application/json', ...retryAfter });
    response.end(JSON.stringify(answer?.body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : ''}`;
  const client = spawn(command, [join(import.meta.dirname, '..', 'clients', file), url], { timeout: 60_000 });
  client.stdin.end('{}');
  const [stdout, stderr, [code]] = await Promise.all([text(client.stdout), text(client.stderr), once(client, 'close')]);
  server.close();
  server.closeAllConnections();
  return { stdout, stderr, code, calls };
};

const order = (status: string) => ({ orderId: 'a', status });

describe.each(clients)('the example client %s', (file, command) => {
  it('retries after as many seconds as the shop says, with the same key', async () => {
    const { code, calls } = await run(
      ...([file, command] as const),
      { status: 503, retryAfter: '2' },
      { status: 202, body: order('READY') },
      { status: 200, body: order('COLLECTED') },
    );
    expect(code).toBe(0);
    const [first, second] = calls;
    expect(Number(second?.at) - Number(first?.at)).toBeGreaterThan(1500);
    expect(calls.map(({ call }) => call)).toEqual(['POST /orders', 'POST /orders', 'POST /orders/a/collect']);
    expect(second?.key).toBe(first?.key);
  });

  it('gives up after 30 attempts', async () => {
    const { code, calls } = await run(file, command, { status: 503, retryAfter: '0' });
    expect(code).toBe(1);
    expect(calls).toHaveLength(30);
  });

  it('does not retry a refusal', async () => {
    const { code, calls } = await run(file, command, { status: 422, body: { title: 'Invalid order' } });
    expect(code).toBe(1);
    expect(calls).toHaveLength(1);
  });

  it.each(['CANCELLED', 'STUCK'])('ends when the order is %s', async (status) => {
    const answers = [
      { status: 202, body: order('PLACED') },
      { status: 200, body: order(status) },
    ];
    const { code, stderr, calls } = await run(file, command, ...answers);
    expect(code).toBe(1);
    expect(stderr).toContain(`the order should become READY, got ${status}`);
    expect(calls).toHaveLength(2);
  });
});
