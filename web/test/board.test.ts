import { parseBoard } from '../board.ts';
import { columnsOf } from '../columns.ts';
import { healthText, partText } from '../health.ts';
import { anOrder, busyBoard, crowdedBoard, emptyBoard } from './support/boards.ts';

const AT = 1_000_000;
const columns = (body: unknown) => columnsOf(parseBoard(body, AT));

describe('the columns of a board', () => {
  it('are the waiting orders by queue, those in preparation, the ready and the stuck ones', () => {
    const { waiting, orders, tabs, pickups, preparing, ready, stuck } = columns(busyBoard());
    const counts = [waiting, orders, tabs, pickups, preparing, ready, stuck].map(({ count }) => count?.value);
    expect(counts).toEqual([15, 9, 4, 2, 4, 11, 1]);
    expect(orders.rows).toHaveLength(9);
  });

  it('know since when each order waits', () => {
    const ready = { total: 1, oldestSeconds: 20, orders: [{ ...anOrder(1), ageSeconds: 20 }] };
    const { rows, since } = columns({ ...emptyBoard(), lanes: { ready } }).ready;
    expect([rows[0]?.since, since]).toEqual([AT - 20_000, AT - 20_000]);
  });

  it('do not count the age of an order for later as a wait', () => {
    const { waiting, orders, pickups } = columns(busyBoard());
    expect(waiting.since).toBe(orders.since);
    expect(pickups.since).toBeLessThan(Number(orders.since));
  });

  it('have estimates and least counts if the answer holds a part of a lane only', () => {
    const { waiting, orders, pickups, preparing, stuck } = columns(crowdedBoard());
    expect(waiting.count).toEqual({ kind: 'least', value: 1000 });
    expect(orders.count).toEqual({ kind: 'about', value: 4100 });
    expect(pickups.count).toEqual({ kind: 'about', value: 0 });
    expect(preparing.count).toEqual({ kind: 'least', value: 20 });
    expect(stuck.count).toEqual({ kind: 'exact', value: 420 });
  });

  it('count the rows if the queue is unknown', () => {
    const { orders } = columns({ ...crowdedBoard(), queues: undefined, missing: ['queues'] });
    expect(orders.count).toEqual({ kind: 'least', value: 162 });
  });

  it('tell orders of the same number and name apart', () => {
    const ready = { total: 2, oldestSeconds: 20, orders: [anOrder(1), anOrder(1)] };
    const { rows } = columns({ ...emptyBoard(), lanes: { ready } }).ready;
    expect(new Set(rows.map(({ key }) => key)).size).toBe(2);
  });

  it('have no count before their lane was read, and keep the last rows of a lane that cannot be read', () => {
    const { waiting, ...others } = busyBoard().lanes;
    const partial = { ...busyBoard(), lanes: others, missing: ['lanes.waiting'] };
    expect(columns(partial).orders).toEqual({ rows: [], staleSince: 0 });
    expect(columns({ ...partial, lanes: undefined, missing: ['lanes'] }).ready).toEqual({ rows: [], staleSince: 0 });

    const later = columnsOf(parseBoard(partial, AT + 5000, parseBoard({ ...partial, lanes: { waiting } }, AT)));
    expect(later.orders).toMatchObject({ staleSince: AT, count: { value: 9 } });
    expect(later.ready.staleSince).toBeUndefined();
  });
});

describe('the health of the shop', () => {
  const health = (fields: object) => healthText(parseBoard({ ...emptyBoard(), well: false, ...fields }, AT));

  it.each([
    ['is well', { well: true }, 'The shop is well'],
    ['is not well for no reason', {}, 'The shop is not well'],
    ['has a late order', { reasons: ['late'] }, 'Not well: an order waits for more than 10 minutes after it was due'],
    ['has a reason of a later release', { reasons: ['tired'] }, 'Not well: tired'],
    [
      'cannot be read',
      { reasons: ['missing'], missing: ['lanes', 'queues'] },
      'Not well: the orders and the queues cannot be read',
    ],
    ['has unknown dead letters', { reasons: ['dead-letters'], queues: {} }, 'Not well: there are dead letters'],
    ['has unknown stuck orders', { reasons: ['stuck'], lanes: {} }, 'Not well: orders are stuck'],
  ])('is one sentence when the shop %s', (_name, fields, sentence) => {
    expect(health(fields)).toBe(sentence);
  });

  it('counts dead letters by queue, and stuck orders', () => {
    const { lanes, queues } = crowdedBoard();
    expect(health({ lanes, queues, reasons: ['dead-letters', 'stuck'] })).toBe(
      'Not well: 420 dead letters (Standard and Tabs); 420 orders are stuck',
    );
  });

  it('counts the dead letters of every queue', () => {
    const queues = { orders: { deadLetters: 0 }, receipts: { deadLetters: 1 } };
    expect(health({ queues, reasons: ['dead-letters'] })).toBe('Not well: 1 dead letter (Receipts)');
  });

  it('names each part that cannot be read', () => {
    expect(['lanes.ready', 'queues.tabs', 'queues.tabs.deadLetters', 'lamps'].map(partText)).toEqual([
      'the ready orders',
      'the queue "Tabs"',
      'the dead letters of the queue "Tabs"',
      'lamps',
    ]);
  });
});
