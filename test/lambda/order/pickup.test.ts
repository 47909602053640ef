import { isLate } from '../../../lambda/order/pickup.ts';

const placedAt = '2026-11-21T09:00:00.000Z';
const at = (time: string): number => Date.parse(`2026-11-21T${time}Z`);

it.each([
  ['is not late ten minutes after it was placed', {}, '09:10:00.000', false],
  ['is late after ten minutes', {}, '09:10:00.001', true],
  ['is not late before its pick-up time', { pickupAt: '2026-11-21T12:00:00.000Z' }, '12:00:00.000', false],
  ['is late after its pick-up time', { pickupAt: '2026-11-21T12:00:00.000Z' }, '12:00:00.001', true],
  [
    'is due when it is placed if its pick-up time is near',
    { pickupAt: '2026-11-21T09:05:00.000Z' },
    '09:10:00.000',
    false,
  ],
])('a waiting order %s', (_what, later, now, late) => {
  expect(isLate({ placedAt, ...later }, at(now))).toBe(late);
});
