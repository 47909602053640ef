import type { LaneContent } from '../../lambda/aws/board-query.ts';
import type { QueueDepth } from '../../lambda/aws/queue-depths.ts';
import { ServiceError } from '../../lambda/aws/service-error.ts';
import { type BoardDeps, createBoard } from '../../lambda/counter/board.ts';
import type { BoardReads } from '../../lambda/counter/board-content.ts';
import type { Status } from '../../lambda/order/lifecycle.ts';
import type { BoardRow } from '../../lambda/order/record.ts';
import { bodyOf } from '../support/api.ts';
import { recordingLog } from '../support/log.ts';

const NINE = Date.parse('2026-11-21T09:00:00.000Z');
const atMinute = (n: number) => new Date(NINE + n * 60_000).toISOString();

const read = <T>(value: T) => ({ status: 'fulfilled', value }) as const;
const out = (service: 'sqs' | 'dynamodb', code: 'unavailable' | 'refused' = 'unavailable') =>
  ({
    status: 'rejected',
    reason: new ServiceError(code, { service, operation: 'Query' }, 'TimeoutError'),
  }) as const;

const aRow = (varied: Partial<BoardRow> = {}): BoardRow => ({
  ...{ number: 'K-4172', customer: { name: 'Ada Lovelace' }, status: 'PLACED', placedAt: atMinute(-1), ...varied },
});
const laneOf = (...rows: readonly BoardRow[]): LaneContent => ({
  ...{ total: rows.length, oldestAt: rows.map(({ placedAt }) => placedAt).toSorted()[0], rows },
});
const depth = (waiting = 0, deadLetters = 0): QueueDepth => ({
  waiting: read(waiting),
  deadLetters: read(deadLetters),
});

const lanes: BoardReads['lanes'] = { waiting: read(laneOf()), ready: read(laneOf()), stuck: read(laneOf()) };
const queues = { orders: depth(), tabs: depth(), pickups: depth(), receipts: depth() };
const noLanes = { waiting: out('dynamodb'), ready: out('dynamodb'), stuck: out('dynamodb') };
const noDepth = { waiting: out('sqs'), deadLetters: out('sqs') };
const noQueues = { orders: noDepth, tabs: noDepth, pickups: noDepth, receipts: noDepth };

/** A board that reads these parts, and asks `readBoard` each time if there is one. */
const aBoard = (varied: Partial<BoardReads> & { readonly readBoard?: BoardDeps['readBoard'] } = {}) => {
  const clock = { time: NINE };
  const asked: string[] = [];
  const { log, lines } = recordingLog();
  const { readBoard = async () => varied.lanes ?? lanes } = varied;
  const answer = createBoard({
    readDepths: async () => {
      asked.push('queues');
      return varied.queues ?? queues;
    },
    readBoard: () => {
      asked.push('lanes');
      return readBoard();
    },
    now: () => clock.time,
    log,
  });
  return { answer, clock, asked, lines };
};

const contentOf = async (varied: Partial<BoardReads>): Promise<unknown> =>
  bodyOf(await aBoard(varied).answer(undefined));

describe('the content of the board', () => {
  it('has the orders of each lane, the depth of each queue, and says that the shop is well', async () => {
    const ready = laneOf(
      aRow({ number: 'B-0001', status: 'READY' }),
      aRow({ status: 'READY', placedAt: atMinute(-2) }),
    );
    expect(
      await contentOf({
        lanes: {
          ...lanes,
          waiting: read({ ...laneOf(aRow()), total: 1000, oldestAt: atMinute(-3) }),
          ready: read(ready),
        },
        queues: { ...queues, tabs: depth(3) },
      }),
    ).toEqual({
      lanes: {
        waiting: {
          total: 1000,
          oldestSeconds: 180,
          orders: [{ number: 'K-4172', firstName: 'Ada', status: 'PLACED', queue: 'orders', ageSeconds: 60 }],
        },
        ready: {
          total: 2,
          oldestSeconds: 120,
          orders: [
            { number: 'B-0001', firstName: 'Ada', status: 'READY', queue: 'orders', ageSeconds: 60 },
            { number: 'K-4172', firstName: 'Ada', status: 'READY', queue: 'orders', ageSeconds: 120 },
          ],
        },
        stuck: { total: 0, orders: [] },
      },
      queues: {
        orders: { waiting: 0, deadLetters: 0 },
        tabs: { waiting: 3, deadLetters: 0 },
        pickups: { waiting: 0, deadLetters: 0 },
        receipts: { waiting: 0, deadLetters: 0 },
      },
      well: true,
      reasons: [],
    });
  });

  it.each([
    [{}, { queue: 'orders' }],
    [{ tab: 'table-7' }, { queue: 'tabs' }],
    [{ pickupAt: atMinute(30) }, { queue: 'pickups', pickupAt: atMinute(30) }],
  ])('names the queue of an order, the time of a pickup, and no tab: %j', async (fields, shown) => {
    const content = await contentOf({ lanes: { ...lanes, waiting: read(laneOf(aRow(fields))) } });
    const order = { number: 'K-4172', firstName: 'Ada', status: 'PLACED', ageSeconds: 60, ...shown };
    expect(content).toMatchObject({ lanes: { waiting: { orders: [order] } } });
    expect(JSON.stringify(content)).not.toContain('table-7');
  });

  it.each([
    ['Bartholomew-Maximilian Smith', 'Bartholomew-Maximili'],
    ['👩‍🍳 Ada', '👩‍🍳'],
    ['http://prize.example', 'http'],
  ])('shows the first word of %j as %j', async (name, firstName) => {
    const waiting = read(laneOf(aRow({ customer: { name } })));
    expect(await contentOf({ lanes: { ...lanes, waiting } })).toMatchObject({
      lanes: { waiting: { orders: [{ firstName }] } },
    });
  });

  it('shows no negative age if clocks differ', async () => {
    const waiting = read(laneOf(aRow({ placedAt: atMinute(1) })));
    expect(await contentOf({ lanes: { ...lanes, waiting } })).toMatchObject({
      lanes: { waiting: { oldestSeconds: 0, orders: [{ ageSeconds: 0 }] } },
    });
  });
});

describe('a shop that is not well', () => {
  const waitingSince = (minutes: number, fields: Partial<BoardRow> = {}) => ({
    lanes: { ...lanes, waiting: read(laneOf(aRow({ placedAt: atMinute(-minutes), ...fields }))) },
  });
  const oneOf = (status: Status) => read(laneOf(aRow({ status })));

  it.each<[string, Partial<BoardReads>, readonly string[]]>([
    ['a dead letter', { queues: { ...queues, receipts: depth(0, 1) } }, ['dead-letters']],
    ['a stuck order', { lanes: { ...lanes, stuck: oneOf('STUCK') } }, ['stuck']],
    ['an order that waits for more than ten minutes', waitingSince(10.01), ['late']],
    ['a preparation that lasts for more than ten minutes', waitingSince(11, { status: 'PREPARING' }), ['late']],
    ['a pickup that is late', waitingSince(60, { pickupAt: atMinute(-1) }), ['late']],
    ['a missing part', { queues: { ...queues, tabs: { ...depth(), waiting: out('sqs') } } }, ['missing']],
    [
      'all of them, in a fixed order',
      {
        lanes: { ...waitingSince(11).lanes, ready: out('dynamodb'), stuck: oneOf('STUCK') },
        queues: { ...queues, orders: depth(0, 2) },
      },
      ['dead-letters', 'stuck', 'late', 'missing'],
    ],
  ])('says why: %s', async (_what, reads, reasons) => {
    expect(await contentOf(reads)).toMatchObject({ well: false, reasons });
  });

  it.each<[string, Partial<BoardReads>]>([
    ['an order that waits for ten minutes', waitingSince(10)],
    ['a pickup that was ordered an hour ago, and is due in a minute', waitingSince(60, { pickupAt: atMinute(11) })],
    ['a pickup that was ordered a minute ago for at once', waitingSince(1, { pickupAt: atMinute(-0.5) })],
    ['an old order that is ready', { lanes: { ...lanes, ready: read(laneOf(aRow({ placedAt: atMinute(-600) }))) } }],
  ])('does not include one with %s', async (_what, reads) => {
    expect(await contentOf(reads)).toMatchObject({ well: true, reasons: [] });
  });
});

describe('a part that cannot be read', () => {
  it.each<[readonly string[], Partial<BoardReads>]>([
    [['lanes.stuck'], { lanes: { ...lanes, stuck: out('dynamodb') } }],
    [['lanes.waiting', 'lanes.ready'], { lanes: { ...lanes, waiting: out('dynamodb'), ready: out('dynamodb') } }],
    [['lanes'], { lanes: noLanes }],
    [['queues.tabs.deadLetters'], { queues: { ...queues, tabs: { ...depth(), deadLetters: out('sqs') } } }],
    [['queues.receipts.waiting'], { queues: { ...queues, receipts: { ...depth(), waiting: out('sqs') } } }],
    [['queues.tabs'], { queues: { ...queues, tabs: noDepth } }],
    [['queues'], { queues: noQueues }],
    [['lanes', 'queues.tabs'], { lanes: noLanes, queues: { ...queues, tabs: noDepth } }],
  ])('is named and left out, and logged once: %j', async (missing, reads) => {
    const { answer, lines } = aBoard(reads);
    const content = bodyOf(await answer(undefined));
    expect(content).toMatchObject({ missing });
    for (const part of missing) expect(content).not.toHaveProperty(part);
    expect(lines.map(({ level, event, fields }) => [level, event, fields?.missing])).toEqual(
      missing.map((part) => ['warn', 'board.incomplete', part]),
    );
  });

  it('leaves the other numbers of its queue and the other queues', async () => {
    const tabs = { waiting: read(3), deadLetters: out('sqs') };
    expect(await contentOf({ queues: { ...queues, tabs } })).toMatchObject({
      lanes: { waiting: { total: 0 } },
      queues: { orders: { waiting: 0, deadLetters: 0 }, tabs: { waiting: 3 } },
    });
  });

  it('is logged as an error if one of its calls was refused, also beside outages', async () => {
    const { answer, lines } = aBoard({ lanes: { ...noLanes, stuck: out('dynamodb', 'refused') } });
    await answer(undefined);
    expect(lines).toMatchObject([{ level: 'error', fields: { missing: 'lanes', code: 'refused' } }]);
  });

  it('is answered 503 with both services if it is everything', async () => {
    const answer = await aBoard({ lanes: noLanes, queues: noQueues }).answer(undefined);
    expect(answer).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '5' } });
    expect(bodyOf(answer)).toMatchObject({
      detail: 'the order store (DynamoDB) and the queue (SQS) should answer, got no answer: try again',
      missing: ['lanes', 'queues'],
    });
  });
});

describe('the entity tag of the board', () => {
  const waiting =
    (...rows: readonly BoardRow[]) =>
    async () => ({ ...lanes, waiting: read(laneOf(...rows)) });

  it('stays the same while only the ages change, and answers 304 then', async () => {
    const { answer, clock } = aBoard({ readBoard: waiting(aRow()) });
    const { headers } = await answer(undefined);
    expect(headers).toMatchObject({ ETag: expect.stringMatching(/^W\/"[\w-]{43}"$/), 'Cache-Control': 'no-store' });
    clock.time += 30_000;
    const again = await answer(String(headers?.ETag));
    expect(again).toMatchObject({ statusCode: 304, body: '', headers: { ETag: headers?.ETag } });
    expect(bodyOf(await answer(undefined))).toMatchObject({ lanes: { waiting: { oldestSeconds: 90 } } });
  });

  it.each<[string, readonly BoardRow[], number]>([
    ['a status', [aRow({ status: 'PREPARING' })], 2000],
    ['another order', [aRow(), aRow({ number: 'B-0001' })], 2000],
    ['an order in the place of another one with its number and first name', [aRow({ placedAt: atMinute(0) })], 2000],
    ['the well-being of the shop, by the time alone', [aRow()], 10 * 60_000],
  ])('changes with %s', async (_what, rows, milliseconds) => {
    let shown: readonly BoardRow[] = [aRow()];
    const { answer, clock } = aBoard({ readBoard: () => waiting(...shown)() });
    const { headers } = await answer(undefined);
    shown = rows;
    clock.time += milliseconds;
    expect(await answer(String(headers?.ETag))).toMatchObject({ statusCode: 200 });
  });

  it('changes when the oldest order leaves a lane that is too long to count or to show it', async () => {
    let ready: LaneContent = { total: 1000, oldestAt: atMinute(-90), rows: [aRow({ status: 'READY' })] };
    const { answer, clock } = aBoard({ readBoard: async () => ({ ...lanes, ready: read(ready) }) });
    const { headers } = await answer(undefined);
    ready = { ...ready, oldestAt: atMinute(-80) };
    clock.time += 2000;
    expect(await answer(String(headers?.ETag))).toMatchObject({ statusCode: 200 });
  });
});

describe('the reads of the board', () => {
  it('are shared by every client for two seconds', async () => {
    const { answer, clock, asked } = aBoard();
    await Promise.all([answer(undefined), answer(undefined)]);
    clock.time += 1999;
    await answer(undefined);
    expect(asked.toSorted()).toEqual(['lanes', 'queues']);
    clock.time += 1;
    await answer(undefined);
    expect(asked).toHaveLength(4);
  });

  it('are shared while a service is out too, and repeated afterwards', async () => {
    let board: BoardReads['lanes'] = noLanes;
    const { answer, clock, asked } = aBoard({ readBoard: async () => board });
    expect(bodyOf(await answer(undefined))).toMatchObject({ missing: ['lanes'] });
    board = lanes;
    clock.time += 1999;
    expect(bodyOf(await answer(undefined))).toMatchObject({ missing: ['lanes'] });
    expect(asked).toHaveLength(2);
    clock.time += 1;
    expect(bodyOf(await answer(undefined))).not.toHaveProperty('missing');
  });
});
