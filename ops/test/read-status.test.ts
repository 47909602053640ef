import { marshall } from '@aws-sdk/util-dynamodb';
import { boardKeysOf, laneOf, lanes } from '../../lambda/order/lane.ts';
import type { OrderRecord } from '../../lambda/order/record.ts';
import { aRecord } from '../../test/support/orders.ts';
import { createParts } from '../parts.ts';
import { MAX_COUNTED, readStatus } from '../status/read-status.ts';
import { aTarget, stubDynamodb } from './support/context.ts';
import { aQueue, stubSqs } from './support/letters.ts';

const failure = { code: 'exhausted', message: 'it should be made, got none', at: '2026-11-21T09:00:00.000Z' };
const aRecordOf = (n: number, varied: Partial<OrderRecord> = {}): OrderRecord =>
  aRecord({
    orderId: `3f1a5c0e-8f0b-4c39-9a43-${String(n).padStart(12, '0')}`,
    number: `K-000${n}`,
    placedAt: `2026-11-21T09:00:0${n}.000Z`,
    ...varied,
  });

/** A board that has these orders, all in one partition of their lane. */
const aBoard = (records: readonly OrderRecord[]) =>
  stubDynamodb((operation, input) => {
    if (operation === 'BatchGetItem') {
      const asked = JSON.stringify(input);
      const found = records.filter(({ orderId }) => asked.includes(orderId));
      return { Responses: { orders: found.map((record) => marshall({ ...record }, { removeUndefinedValues: true })) } };
    }
    const { ExpressionAttributeValues: values, ScanIndexForward: isForward = true, Limit } = Object(input);
    const lane = lanes.find((each) => boardKeysOf(each)[0] === values[':boardKey'].S);
    const inLane = records
      .filter(({ status }) => lane && laneOf(status) === lane)
      .toSorted((a, b) => a.placedAt.localeCompare(b.placedAt));
    const asked = isForward ? inLane : inLane.toReversed();
    return { Items: asked.slice(0, Limit).map(({ orderId, placedAt }) => marshall({ orderId, placedAt })) };
  }).dynamodb;

it('counts each dead letter, also one that is in flight or delayed', async () => {
  const { sqs } = stubSqs((_operation, input) => ({
    Attributes: Object(input).QueueUrl.includes('dead')
      ? {
          ApproximateNumberOfMessages: '1',
          ApproximateNumberOfMessagesNotVisible: '2',
          ApproximateNumberOfMessagesDelayed: '4',
        }
      : { ApproximateNumberOfMessages: '8' },
  }));
  const { queues } = await readStatus(aTarget({ sqs, queues: [aQueue()] }), createParts().read);
  expect(queues).toEqual([{ name: 'orders', visible: 8, inFlight: 0, delayed: 0, deadLetters: 7, mapping: 'none' }]);
});

it('says that containers work the queues of orders if the stage has no barista function', async () => {
  const { sqs } = stubSqs(() => ({ Attributes: {} }));
  const target = aTarget({ sqs, queues: [aQueue(), { ...aQueue(), name: 'receipts' }] });
  const outputs = { ...target.outputs, BaristaCompute: 'containers' };
  const { queues } = await readStatus({ ...target, outputs }, createParts().read);
  expect(queues).toMatchObject([{ mapping: 'containers' }, { mapping: 'none' }]);
});

it('shows the oldest waiting order, the late ones, and the newest stuck orders first', async () => {
  const records = [
    aRecordOf(2, { status: 'PLACED' }),
    aRecordOf(1, { status: 'PREPARING' }),
    aRecordOf(3, { status: 'PLACED', placedAt: new Date().toISOString() }),
    ...[4, 5, 6].map((n) => aRecordOf(n, { status: 'STUCK', failure })),
    aRecordOf(7, { status: 'READY' }),
  ];
  const { orders } = await readStatus(aTarget({ dynamodb: aBoard(records) }), createParts().read);
  expect(orders).toMatchObject({
    waiting: { total: 3, late: 2, oldest: { number: 'K-0001' } },
    ready: { total: 1 },
    stuck: { total: 3, newest: [{ number: 'K-0006' }, { number: 'K-0005' }, { number: 'K-0004' }] },
  });
});

it('shows the newest stuck order of a partition that has more than are counted', async () => {
  const records = Array.from({ length: MAX_COUNTED + 1 }, (_, n) =>
    aRecordOf(n, { status: 'STUCK', failure, placedAt: new Date(Date.UTC(2026, 10, 21) + n).toISOString() }),
  );
  const { orders } = await readStatus(aTarget({ dynamodb: aBoard(records) }), createParts().read);
  expect(orders.stuck).toMatchObject({ total: MAX_COUNTED, newest: expect.any(Array) });
  expect(orders.stuck?.newest.map(({ number }) => number)).toEqual(
    records
      .slice(-10)
      .map(({ number }) => number)
      .toReversed(),
  );
});
