import { randomUUID } from 'node:crypto';
import { boardKeyOf, boardKeysOf, laneOf, lanes } from '../../../lambda/order/lane.ts';
import { statuses } from '../../../lambda/order/lifecycle.ts';

describe('the partition key of an order', () => {
  const orderIds = Array.from({ length: 400 }, (_, n) => n.toString(16).padStart(8, '0') + randomUUID().slice(8));

  it.each(lanes)('is one that the board reads for the lane: %s', (lane) => {
    for (const id of orderIds) expect(boardKeysOf(lane)).toContain(boardKeyOf(id, lane));
  });

  it.each(lanes)('spreads orders evenly over the partitions of the lane: %s', (lane) => {
    const counts = boardKeysOf(lane).map((key) => orderIds.filter((id) => boardKeyOf(id, lane) === key).length);
    expect(counts).toEqual([100, 100, 100, 100]);
  });
});

it('has a lane for each status on the board, and for no other', () => {
  expect(statuses.map((status) => [status, laneOf(status)])).toEqual([
    ['PLACED', 'waiting'],
    ['PREPARING', 'waiting'],
    ['READY', 'ready'],
    ['COLLECTED', undefined],
    ['CANCELLED', undefined],
    ['STUCK', 'stuck'],
  ]);
});
