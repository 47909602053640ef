import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OrderMessage } from '../contestants/job.ts';
import { buildChild, createRunTask, type RunTask } from '../measure/processes.ts';

/** A worker without a library. Each fault turns off one of its rules. */
const worker = (...faults: readonly string[]): string => `
const faults = ${JSON.stringify(faults)};
const has = (fault) => faults.includes(fault);
const call = async (hostname, headers, body) => {
  const { response } = await bench.answer({ hostname, method: 'POST', path: '/', headers, body });
  let text = '';
  for await (const chunk of response.body) text += chunk;
  if (response.statusCode !== 200 && !text.includes('ConditionalCheckFailed')) throw new Error(text);
  return response.statusCode !== 200;
};
const record = ({ orderId }) => call('dynamodb.local', { 'x-amz-target': 'DynamoDB.PutItem' }, JSON.stringify({
  TableName: 'orders',
  Item: { orderId: { S: orderId }, status: { S: 'READY' } },
  ...(has('records again') ? {} : { ConditionExpression: 'attribute_not_exists(orderId)' }),
}));
const announce = ({ orderId }) => call('sns.local', {}, new URLSearchParams({
  Action: 'Publish', Message: JSON.stringify({ type: 'order.ready', orderId }),
}).toString());
const work = async (body) => {
  const message = JSON.parse(body);
  if (!message.order) throw new Error('not an order');
  await bench.prepare(message);
  if (has('announces first')) await announce(message);
  const refused = await record(message);
  if (refused && has('forgets duplicates')) return;
  await announce(message);
};
export const handler = async ({ Records }) => {
  const results = await Promise.allSettled(Records.map(({ body }) => work(body)));
  const failed = Records.filter((_, n) => results[n].status === 'rejected');
  if (has('fails the whole batch') && failed.length > 0) throw new Error('a record failed');
  return { batchItemFailures: has('loses failures') ? [] : failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
};`;

const template: OrderMessage = {
  ...{ v: 1, type: 'order.placed', orderId: 'a', placedAt: '2026-01-01T00:00:00.000Z', requestHash: 'b' },
  order: {
    number: 'A-1',
    customer: { name: 'Ada', email: 'ada@example.org' },
    lines: [{}],
    totalCents: 1,
    currency: 'EUR',
  },
};

describe('the honesty check', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  let run: RunTask;

  beforeAll(async () => {
    run = createRunTask(await buildChild(folder), {});
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const examine = async (...faults: readonly string[]) => {
    const entry = join(folder, `${['worker', ...faults].join('-').replaceAll(' ', '-')}.mjs`);
    writeFileSync(entry, worker(...faults));
    const work = { batchSize: 1, warmUps: 0, batches: 0, template, request: '', offloadAboveBytes: 1e6 };
    const { honesty } = await run({ mode: 'honesty', entry, kind: 'handler', answers: 'at once', ...work });
    return honesty;
  };

  it('finds no mistake in a worker that records each order once and announces it again', async () => {
    const { mistakes, poison, simultaneous, crashes, keptAfterCrash } = await examine();
    expect({ mistakes, poison, simultaneous }).toEqual({ mistakes: [], poison: 'retried', simultaneous: 2 });
    expect([crashes, keptAfterCrash]).toEqual([4, 4]);
  });

  it('counts a crash after which nobody announces the order', async () => {
    const { crashes, keptAfterCrash } = await examine('forgets duplicates');
    expect([crashes, keptAfterCrash]).toEqual([4, 2]);
  });

  it.each([
    ['records again', /three times should be finished once/],
    ['announces first', /finish and announce 10 orders once/],
    ['fails the whole batch', /8 good orders beside two bad messages should be finished, got 0/],
    ['loses failures', /a bad message should be kept in its queue or in the DLQ, got 2 lost/],
  ])('finds a worker that %s', async (fault, mistake) => {
    const { mistakes } = await examine(fault);
    expect(mistakes.join('; ')).toMatch(mistake);
  });
});
