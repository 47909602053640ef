import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { anOrder, aRecord } from '../../test/support/orders.ts';
import { placeOrder } from '../orders/place.ts';
import { watchOrder } from '../orders/watch.ts';
import { aContext, aTarget } from './support/context.ts';

type Received = { readonly key: string | undefined; readonly body: unknown };

/** An API that answers these statuses one after the other, each with an order of this status. */
let server: Server;
let url: string;
let received: Received[];
let answers: { readonly code: number; readonly status?: string }[];
beforeAll(async () => {
  server = createServer((request, response) => {
    const { code = 200, status = 'PLACED' } = answers.shift() ?? {};
    const body = request.method === 'POST' ? json(request) : Promise.resolve(undefined);
    body.then((sent) => {
      received.push({ key: request.headersDistinct['idempotency-key']?.[0], body: sent });
      const order = { ...aRecord({ version: answers.length + 1 }), status };
      const problem = { title: 'Unavailable', detail: 'try again' };
      response.writeHead(code, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(code < 400 ? order : problem));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`;
});
beforeEach(() => {
  received = [];
  answers = [];
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const open = () => aContext({ ...aTarget(), url });

/** A clock that moves only during a pause. */
const aClock = () => {
  let time = 0;
  return {
    now: () => time,
    pause: async (milliseconds: number): Promise<void> => {
      time += milliseconds;
    },
  };
};

it('sends an order again with the same key while the shop is out', async () => {
  answers = [{ code: 503 }, { code: 429 }, { code: 202 }];
  const { context, said } = open();
  await placeOrder(context, {});
  const [first] = received;
  expect(first?.key).toMatch(/^[0-9a-f-]{36}$/);
  expect(received).toEqual([first, first, first]);
  expect(said.results).toMatchObject([{ key: first?.key, replayed: false }]);
});

it('does not send a refused order again', async () => {
  answers = [{ code: 422 }];
  await expect(placeOrder(open().context, {})).rejects.toMatchObject({ exitCode: 1, message: 'try again' });
  expect(received).toHaveLength(1);
});

it('sends the order of a file unchanged, except for the fields of the options', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'orderboard-place-'));
  const file = join(folder, 'order.json');
  const { lines: _lines, ...order } = anOrder({ customer: { name: 'Ada', email: 'ada@example.org' } });
  writeFileSync(file, JSON.stringify(order)); // no lines: the shop says what is missing
  const options = { email: 'grace@example.org', tab: 'table-7', pickupAt: '2026-11-21T09:30:00Z' };
  await placeOrder(open().context, { file, ...options });
  rmSync(folder, { recursive: true });
  expect(received.map(({ body }) => body)).toEqual([
    { ...order, customer: { name: 'Ada', email: 'grace@example.org' }, tab: 'table-7', pickupAt: options.pickupAt },
  ]);
});

it.each([
  ['READY', false],
  ['COLLECTED', false],
  ['CANCELLED', true],
  ['STUCK', true],
])('the watch of an order ends at %s, and answers "no" if it is not made', async (status, no) => {
  answers = [{ code: 200, status: 'PREPARING' }, { code: 503 }, { code: 200, status }];
  const { context, said } = open();
  await watchOrder(context, '/orders/1');
  expect(said.no).toBe(no);
  expect(said.steps).toMatchObject([{ status: 'PREPARING' }, { status }]);
});

describe('the watch of an order without a record', () => {
  const SECOND = 2; // answers
  const answered = (seconds: number, code: number) => Array.from({ length: seconds * SECOND }, () => ({ code }));

  it('waits for the record after an outage, and says so', async () => {
    answers = [...answered(11, 503), { code: 404 }, { code: 404 }, { code: 200, status: 'READY' }];
    const { context, said } = open();
    await watchOrder(context, '/orders/1', aClock());
    expect(said).toMatchObject({ no: false, steps: [{ status: 'READY' }] });
    expect(said.notes.at(-1)).toMatch(/after an outage a record can be 16 minutes late: still watching/);
  });

  it.each([
    ['10 seconds after it began', 0, 10],
    ['16 minutes after the end of an outage', 60, 16 * 60],
  ])('ends %s', async (_name, outage, seconds) => {
    answers = [...answered(outage, 503), ...answered(seconds + 60, 404)];
    const { context } = open();
    await expect(watchOrder(context, '/orders/1', aClock())).rejects.toMatchObject({ exitCode: 1 });
    expect(received).toHaveLength((outage + seconds) * SECOND + (outage === 0 ? 1 : 0));
  });
});
