import { marshall } from '@aws-sdk/util-dynamodb';
import { asciiJson } from '../../lambda/aws/ascii-json.ts';
import { aMessage, aRecord } from '../../test/support/orders.ts';
import { exitCodes } from '../failure.ts';
import { traceOrder } from '../orders/trace.ts';
import { aContext, aTarget, stubDynamodb } from './support/context.ts';
import { aQueue, fakeDlq, receivedLetter } from './support/letters.ts';

const ORDER_ID = '3f1a5c0e-8f0b-4c39-9a43-0d1f7c6b2a10';
const record = aRecord({ orderId: ORDER_ID, placedAt: '2026-11-21T09:00:00.000Z' });

type Found = {
  readonly record?: object;
  readonly letters?: readonly { readonly id: string; readonly sentAt: number }[];
};

/** A shop that knows so much of the order. */
const aShop = ({ record: known, letters = [] }: Found) => {
  const { dynamodb } = stubDynamodb(() => ({
    Responses: { orders: known ? [marshall({ ...known }, { removeUndefinedValues: true })] : [] },
  }));
  const queue = aQueue();
  const dead = letters.map(({ id, sentAt }) => ({
    ...receivedLetter(id),
    Body: asciiJson(aMessage({ orderId: ORDER_ID })),
    Attributes: { MessageGroupId: 'a', SentTimestamp: String(sentAt) },
  }));
  const since: Date[] = [];
  const { sqs } = fakeDlq({ queue, letters: dead });
  const target = aTarget({ sqs, dynamodb, queues: [queue], onLogs: (query) => since.push(query.since) });
  return { ...aContext(target), target, since };
};

it('answers "no" if nothing is known of an order, and not if a dead letter is', async () => {
  const unknown = aShop({});
  await traceOrder(unknown.context, ORDER_ID, {});
  expect(unknown.said).toMatchObject({ no: true, results: [{ record: null, deadLetters: [], log: [] }] });
  const dead = aShop({ letters: [{ id: 'a1', sentAt: 1000 }] });
  await traceOrder(dead.context, ORDER_ID, {});
  expect(dead.said.no).toBe(false);
});

it('shows the dead letters of an order from the oldest to the newest', async () => {
  const { context, said } = aShop({
    letters: [
      { id: 'newer', sentAt: 2000 },
      { id: 'older', sentAt: 1000 },
    ],
  });
  await traceOrder(context, ORDER_ID, {});
  expect(said.results).toMatchObject([{ deadLetters: [{ messageId: 'older' }, { messageId: 'newer' }] }]);
});

it.each([
  ['since a minute before the order was placed', { record }, {}, Date.parse('2026-11-21T08:59:00.000Z')],
  ['of the last day for an order without a record', {}, {}, Date.now() - 24 * 60 * 60_000],
  ['since the time of --since', { record }, { since: 60_000 }, Date.now() - 60_000],
])('reads the log lines %s', async (_what, found, options, expected) => {
  const { context, since } = aShop(found);
  await traceOrder(context, ORDER_ID, options);
  const [asked] = since;
  expect(Math.abs((asked?.getTime() ?? 0) - expected)).toBeLessThan(30_000); // a busy machine needs some seconds
});

it('ends with the exit code of a service out of reach if a part cannot be read, and shows the rest', async () => {
  const before = process.exitCode;
  const { context, said, target } = aShop({ record });
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  try {
    const broken = { ...target, readLogs: () => Promise.reject(refused) };
    await traceOrder({ ...context, openTarget: async () => broken }, ORDER_ID, {});
    expect(process.exitCode).toBe(exitCodes.unreachable);
  } finally {
    process.exitCode = before;
  }
  expect(said).toMatchObject({ no: false, results: [{ record: { orderId: ORDER_ID }, missing: [{ part: 'log' }] }] });
});
