import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { PermanentError } from '../../lambda/errors.ts';
import * as product from '../../lambda/product/index.ts';
import { configFor } from '../../lib/config.ts';
import { baristaTimes } from '../../lib/times.ts';
import { work } from '../real-service/prepare.ts';

const ROOT = join(__dirname, '..', '..');
const ORDER_ID = '15006984-8655-4d72-ab5a-770404cd3d78';
const lines = [{ item: 'café ☕', quantity: 2 }];

type Answer = { readonly status: number; readonly stalls?: boolean };
type Call = { readonly headers: IncomingHttpHeaders; readonly body: string };

let server: Server;
let url = '';
let answer: Answer;
const calls: Call[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    calls.push({ headers: request.headers, body: await text(request) });
    response.writeHead(answer.status, { 'Content-Type': 'application/json' });
    response.write('{"half":');
    if (!answer.stalls) response.end('true}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`the server should have a port, got ${address}`);
  url = `http://127.0.0.1:${address.port}/jobs`;
});
beforeEach(() => {
  calls.length = 0;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const prepare = (to: Answer, milliseconds = 10_000): Promise<void> => {
  answer = to;
  const environment = { SERVICE_URL: url, SERVICE_MILLISECONDS: String(milliseconds) };
  return work.create(environment)({ orderId: ORDER_ID, lines });
};

/** What `prepare` throws. */
const failureOf = async (to: Answer, milliseconds?: number): Promise<unknown> => {
  try {
    await prepare(to, milliseconds);
  } catch (error) {
    return error;
  }
  throw new Error('prepare should fail, got no error');
};

it('sends the lines of an order under its id as the idempotency key', async () => {
  await prepare({ status: 200 });
  expect(calls.map(({ headers, body }) => [headers['idempotency-key'], JSON.parse(body)])).toEqual([
    [ORDER_ID, { lines }],
  ]);
});

it.each([400, 413, 422])('refuses an order for good that the service answers with %s', async (status) => {
  const error = await failureOf({ status });
  expect(error).toBeInstanceOf(PermanentError);
  expect(error).toMatchObject({ code: 'refused', message: `the service should take the order, got ${status}` });
});

it.each([401, 403, 404, 409, 429, 500, 503])('fails so that the order is retried after a %s', async (status) => {
  const error = await failureOf({ status });
  expect(error).not.toBeInstanceOf(PermanentError);
  expect(error).toMatchObject({ message: `the service should answer 2xx, got ${status}` });
});

it.each([200, 422])('gives up a call whose body stalls after a %s, and the order is retried', async (status) => {
  const error = await failureOf({ status, stalls: true }, 200);
  expect(error).not.toBeInstanceOf(PermanentError);
  expect(error).toMatchObject({ name: 'TimeoutError' });
  expect(calls).toHaveLength(1);
});

it('needs no service in the demo', async () => {
  await work.create(work.environment('demo'))({ orderId: ORDER_ID, lines });
  expect(calls).toEqual([]);
});

it.each(['dev', 'prod'] as const)('fits into the timeout of the stage %s', (stage) => {
  const { timeout } = configFor(stage).barista;
  const milliseconds = work.longestMilliseconds(work.environment(stage));
  jest.spyOn(product.work, 'longestMilliseconds').mockReturnValueOnce(milliseconds);
  const { recordTime } = baristaTimes({ timeout, work: product.work.environment(stage) });
  expect(recordTime.toMilliseconds()).toBeGreaterThan(milliseconds);
});

it('is shown on its page as a file of lambda/product, line by line', () => {
  const page = readFileSync(join(ROOT, 'docs/make-it-yours.md'), 'utf8');
  const blocks = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
  const example = readFileSync(join(ROOT, 'examples/real-service/prepare.ts'), 'utf8');
  expect(blocks).toContain(example.replaceAll("'../../lambda/", "'../"));
});
