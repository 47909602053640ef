import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { asciiJson } from '../../lambda/aws/ascii-json.ts';
import { itOf } from './support/behaviour.ts';
import { type Board, readBoard } from './support/board.ts';
import { takeDeadLetters } from './support/dead-letters.ts';
import { fetch } from './support/fetch.ts';
import { putRecord } from './support/lease.ts';
import { aPlacedMessage } from './support/messages.ts';
import { type OpenTarget, openTarget } from './support/open.ts';
import { place, reaches } from './support/orders.ts';
import { describeWith, has } from './support/parts.ts';
import { until } from './support/until.ts';

/** The most attempts. The claim after them quarantines the order. */
const MOST_ATTEMPTS = 12;
type Lane = 'waiting' | 'ready' | 'stuck';

describeWith('board', 'the board', () => {
  let shop: OpenTarget;
  beforeAll(async () => {
    shop = await openTarget();
  });
  afterAll(() => shop.close());

  const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();
  const findIn = (board: Board, lane: Lane, number: string) =>
    board.lanes?.[lane]?.orders.find((order) => order.number === number);
  /** Waits until the board shows an order in a lane. Each instance of the counter reads it every 2 s at most. */
  const shows = (number: string, lane: Lane): Promise<Board> =>
    until(
      () => readBoard(shop.target),
      (board) => findIn(board, lane, number) !== undefined,
      { seconds: 10 },
    );
  const lanesOf = (board: Board, number: string): readonly string[] =>
    (['waiting', 'ready', 'stuck'] as const).filter((lane) => findIn(board, lane, number) !== undefined);

  itOf('board', 'pickups')(
    'shows an order that waits, with its queue and its time, and counts its message',
    async () => {
      const pickupAt = inAnHour();
      const { orderId, number } = await place(shop.target, { pickupAt });
      const board = await shows(number, 'waiting');
      expect(findIn(board, 'waiting', number)).toEqual({
        ...{ number, firstName: 'Ada', status: 'PLACED', queue: 'pickups', pickupAt },
        ageSeconds: expect.any(Number),
      });
      expect(lanesOf(board, number)).toEqual(['waiting']);
      expect(board.queues?.pickups?.waiting).toBeGreaterThanOrEqual(1);
      await fetch(`${shop.target.url}/orders/${orderId}`, { method: 'DELETE' });
      await until(
        () => readBoard(shop.target),
        (seen) => lanesOf(seen, number).length === 0,
        { seconds: 10 },
      );
    },
  );

  itOf('board')('shows a ready order once, until it is collected, with no other personal data', async () => {
    const { orderId, number } = await place(shop.target, {
      customer: { name: 'Grace Hopper', email: 'success+grace@simulator.amazonses.com' },
      ...(has('tabs') ? { tab: 'table-of-grace' } : {}),
    });
    await reaches(shop.target, orderId, 'READY', 10);
    const board = await shows(number, 'ready');
    expect(findIn(board, 'ready', number)).toEqual({
      ...{
        number,
        firstName: 'Grace',
        status: 'READY',
        queue: has('tabs') ? 'tabs' : 'orders',
        ageSeconds: expect.any(Number),
      },
    });
    expect(lanesOf(board, number)).toEqual(['ready']);
    expect(JSON.stringify(board)).not.toMatch(new RegExp(`${orderId}|Hopper|amazonses|table-of-grace`));
    await fetch(`${shop.target.url}/orders/${orderId}/collect`, { method: 'POST' });
    await until(
      () => readBoard(shop.target),
      (seen) => lanesOf(seen, number).length === 0,
      { seconds: 10 },
    );
  });

  itOf('board')(
    'shows a stuck order and its dead letter, says that the shop is not well, and forgets both',
    async () => {
      // GIVEN an order that used up its attempts
      const { sqs, outputs } = shop.target;
      const message = aPlacedMessage({}, { number: `S-${String(Date.now()).slice(-4)}` });
      const { number } = message.order;
      await putRecord(shop.target, message, { status: 'PLACED', attempts: MOST_ATTEMPTS });
      const before = await readBoard(shop.target);
      await sqs.send(new SendMessageCommand({ QueueUrl: outputs.OrdersQueueUrl, MessageBody: asciiJson(message) }));
      await reaches(shop.target, message.orderId, 'STUCK', 20);

      // THEN
      const board = await shows(number, 'stuck');
      expect(lanesOf(board, number)).toEqual(['stuck']);
      expect(board.queues?.orders?.deadLetters).toBe((before.queues?.orders?.deadLetters ?? 0) + 1);
      expect(board).toMatchObject({ well: false, reasons: expect.arrayContaining(['dead-letters', 'stuck']) });

      // WHEN its message is sent back
      const [dead] = await takeDeadLetters(shop.target, outputs.OrdersDlqUrl, 1);
      await sqs.send(new SendMessageCommand({ QueueUrl: outputs.OrdersQueueUrl, MessageBody: dead?.Body ?? '' }));

      // THEN
      expect(lanesOf(await shows(number, 'ready'), number)).toEqual(['ready']);
    },
  );

  itOf('board', 'pickups')('answers 304 to a client that has it, until it changes', async () => {
    const read = (etag: string): Promise<Response> =>
      fetch(`${shop.target.url}/board.json`, { headers: { 'If-None-Match': etag } });
    const readTwice = async (): Promise<readonly [number, string, string]> => {
      const etag = (await read('')).headers.get('ETag') ?? '';
      const again = await read(etag);
      return [again.status, await again.text(), etag];
    };
    const [, body, etag] = await until(readTwice, ([status]) => status === 304, { seconds: 20 });
    expect(body).toBe('');
    expect(etag).toMatch(/^W\/"/);

    const { orderId } = await place(shop.target, { pickupAt: inAnHour() });
    await until(
      () => read(etag),
      ({ status }) => status === 200,
      { seconds: 10 },
    );
    await fetch(`${shop.target.url}/orders/${orderId}`, { method: 'DELETE' });
  });

  itOf('board')('has a page at the address of the API with and without a slash, or a problem document', async () => {
    for (const url of [shop.target.url, `${shop.target.url}/`]) {
      const response = await fetch(url);
      const type = response.headers.get('Content-Type');
      const answers = [
        [200, 'text/html; charset=utf-8'],
        [404, 'application/problem+json'],
      ];
      expect(answers).toContainEqual([response.status, type]);
    }
  });
});
