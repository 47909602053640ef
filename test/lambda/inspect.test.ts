import { createIsSuspect, inspect } from '../../lambda/barista/inspect.ts';
import { eventOf } from '../../lambda/order/event.ts';
import { claimCheckKey, logName } from '../../lambda/order/identity.ts';
import type { OrderRecord } from '../../lambda/order/record.ts';
import { inspect as inspectEvent } from '../../lambda/receipts/inspect.ts';
import { aMessage, aRecord } from '../support/orders.ts';
import { sqsRecord } from '../support/sqs.ts';

const NOW = Date.parse('2026-11-21T10:00:00.000Z');
const message = aMessage();
const { orderId } = message;
const names = { order: logName(orderId), number: message.order.number };
const pointerTo = (s3Key: string): string =>
  JSON.stringify(['software.amazon.payloadoffloading.PayloadS3Pointer', { s3BucketName: 'b', s3Key }]);
const inspectBody = (body: string) => inspect(sqsRecord(body));

describe('a message', () => {
  it.each([
    ['an order', JSON.stringify(message)],
    ['a claim check', pointerTo(claimCheckKey(message))],
    ['an order of a newer version', JSON.stringify({ ...message, v: 99, new: true })],
    ['a malformed order', JSON.stringify({ ...message, placedAt: 'today', order: 'none' })],
  ])('names its order: %s', (_what, body) => {
    expect(inspectBody(body)).toEqual({ names });
  });

  it('with a pick-up time is due ten minutes before it', () => {
    const body = JSON.stringify({ ...message, order: { ...message.order, pickupAt: '2026-11-21T10:30:00.000Z' } });
    expect(inspectBody(body)).toEqual({ names, dueAt: Date.parse('2026-11-21T10:20:00.000Z') });
  });

  it('with a pick-up time that is no time names its order', () => {
    expect(inspectBody(JSON.stringify({ orderId, order: { pickupAt: 'soon' } }))).toEqual({ names });
  });

  it.each(['', 'one order, please', 'null', '[]', '{}', '{"orderId":"nobody"}', '{"orderId":{}}', pointerTo('a/b')])(
    'that names no order has no names: %s',
    (body) => {
      expect(inspectBody(body)).toEqual({ names: {} });
    },
  );

  it('holds no value of its sender in its names', () => {
    const body = JSON.stringify({ orderId: 'ada@example.org', number: 'ada@example.org' });
    expect(JSON.stringify(inspectBody(body))).not.toContain('ada');
  });

  it('that is an event names its order too', () => {
    const event = eventOf('READY', { orderId, number: names.number, version: 2, at: message.placedAt });
    expect(inspectEvent(sqsRecord(JSON.stringify(event)))).toEqual({ names });
    expect(inspectEvent(sqsRecord('it is ready'))).toEqual({ names: {} });
  });
});

describe('evidence of a crash', () => {
  const isSuspect = (record: OrderRecord | undefined, body = JSON.stringify(message)) =>
    createIsSuspect({ store: { read: async () => record }, now: () => NOW })(sqsRecord(body, { receiveCount: 2 }));
  const preparing = (until: number) => aRecord({ ...message, status: 'PREPARING', lease: { token: 'other', until } });

  it('is no record without a lease, and no record that is finished', async () => {
    expect(await isSuspect(aRecord({ ...message, status: 'PREPARING' }))).toBe(false);
    const lease = { token: 'other', until: NOW - 1 };
    expect(await isSuspect(aRecord({ ...message, status: 'READY', lease }))).toBe(false);
  });

  it('is a record that is PREPARING after its lease', async () => {
    expect(await isSuspect(preparing(NOW - 1))).toBe(true);
    expect(await isSuspect(preparing(NOW - 1), pointerTo(claimCheckKey(message)))).toBe(true);
  });

  it.each([
    ['a live lease', preparing(NOW)],
    ['an order that waits', aRecord({ ...message, attempts: 11 })],
    ['a READY order', aRecord({ ...message, status: 'READY' })],
    ['no record', undefined],
  ])('is not %s', async (_what, record) => {
    expect(await isSuspect(record)).toBe(false);
  });

  it('is not looked up for a message that names no order', async () => {
    const read = jest.fn();
    expect(await createIsSuspect({ store: { read }, now: () => NOW })(sqsRecord('not JSON'))).toBe(false);
    expect(read).not.toHaveBeenCalled();
  });
});
