import { logName, pickupNumber } from '../../lambda/order/identity.ts';
import { isDone, lastSteps } from './steps.ts';

const ORDER_ID = '15006984-8655-4d72-ab5a-770404cd3d78';
const order = logName(ORDER_ID);
const number = pickupNumber(ORDER_ID);
const at = '2026-11-21T09:00:00.000Z';

/** A line as Lambda writes it. */
const line = (event: string, fields: object = {}): string =>
  JSON.stringify({ timestamp: at, level: 'INFO', requestId: '1', message: { event, order, number, ...fields } });
const event = (type: string, status: string, version: number): string =>
  JSON.stringify({ v: 1, type, orderId: ORDER_ID, number, status, version, at });

describe('the last step of an order', () => {
  it('is read from an event and from the log line of the same step', () => {
    const step = { order, number, status: 'READY', version: 3, at };
    expect([...lastSteps([event('order.ready', 'READY', 3)]).values()]).toEqual([step]);
    expect([...lastSteps([line('order.ready', { version: 3 })]).values()]).toEqual([step]);
  });

  it('is the one with the highest version, in any order of the lines', () => {
    const texts = [line('order.placed'), line('order.ready', { version: 3 }), line('order.preparing', { version: 2 })];
    for (const some of [texts, texts.toReversed()])
      expect([...lastSteps(some).values()]).toMatchObject([{ status: 'READY', version: 3 }]);
    expect([...lastSteps(texts.slice(0, 1)).values()]).toMatchObject([{ status: 'PLACED', version: 1 }]);
  });

  it.each([
    '',
    'START RequestId: 1',
    '{}',
    'null',
    line('receipt.mailed', { version: 3 }),
    line('record.failed', { reason: 'outage' }),
  ])('is not in other lines: %j', (text) => {
    expect(lastSteps([text])).toEqual(new Map());
  });

  it.each([
    ['order.placed', false],
    ['order.preparing', false],
    ['order.ready', true],
    ['order.collected', true],
    ['order.cancelled', true],
    ['order.stuck', false],
  ])('ends the work on an order, if it is %s: %s', (name, done) => {
    expect([...lastSteps([line(name, { version: 4 })]).values()].map(isDone)).toEqual([done]);
  });
});
