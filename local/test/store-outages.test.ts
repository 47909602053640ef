import * as v from 'valibot';
import { readBoard } from '../../test/journey/support/board.ts';
import { crowd } from '../../test/journey/support/crowd.ts';
import { launchShop, type Shop } from '../../test/journey/support/launch-shop.ts';
import { allDone, aRequest, post, reaches, stored } from '../../test/journey/support/orders.ts';
import { until } from '../../test/journey/support/until.ts';
import { outageModes } from '../engines/outages.ts';

/** The answer has no status: nothing is recorded yet. */
const acceptedSchema = v.object({ orderId: v.string(), number: v.string(), status: v.optional(v.undefined()) });

describe('during an outage of DynamoDB, the shop', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await launchShop();
  });
  afterAll(() => shop.stop());

  const fail = async (service: string, mode: string): Promise<void> => {
    await fetch(`${shop.target.url}/_local/outages/${service}`, { method: 'PUT', body: JSON.stringify({ mode }) });
  };
  const mend = async (service: string): Promise<void> => {
    await fetch(`${shop.target.url}/_local/outages/${service}`, { method: 'DELETE' });
  };

  const unmade: v.InferOutput<typeof acceptedSchema>[] = [];
  /** Posts an order. Returns the status and the milliseconds of its answer. */
  const postOne = async () => {
    const began = performance.now();
    const { status, body } = await post(shop.target, aRequest());
    const milliseconds = performance.now() - began;
    if (status === 202) unmade.push(v.parse(acceptedSchema, body));
    return { status, milliseconds };
  };
  const inTime = (answers: Awaited<ReturnType<typeof postOne>>[]): boolean =>
    answers.every(({ status, milliseconds }) => status === 202 && milliseconds < 2000);
  /** Three customers order at once. */
  const postAtOnce = () => Promise.all([postOne(), postOne(), postOne()]);

  it.each(outageModes)('answers POST with 202 within 2 s, and fails to make the order (%s)', async (mode) => {
    await fail('dynamodb', mode);
    let answers = await postAtOnce();
    // A busy machine delays an answer now and then, and a shop that waits for its store delays every one.
    for (let again = 0; again < 2 && !inTime(answers); again++) answers = await postAtOnce();
    expect({ answers, inTime: inTime(answers) }).toMatchObject({ inTime: true });
    const { number } = unmade.at(-1) ?? {};
    const failed = new RegExp(`barista .*${number} .*record\\.failed`);
    await until(
      async () => shop.said.some((line) => failed.test(line)),
      (seen) => seen,
      { seconds: 10 },
    );
    await mend('dynamodb');
  });

  it('makes the orders of every outage mode afterwards', async () => {
    expect(unmade.length).toBeGreaterThanOrEqual(3 * outageModes.length);
    for (const { orderId } of unmade) await reaches(shop.target, orderId, 'READY', 60);
  });

  it('takes an Idempotency-Key for one order: fifty keys, each sent six times, make fifty orders', async () => {
    await fail('dynamodb', 'refuse');
    const orders = await crowd(shop.target);
    await mend('dynamodb');

    await allDone(shop.target, 120);

    const records = await stored(shop.target, orders.flat());
    expect(records).toHaveLength(50);
    expect(records.filter(({ status }) => status !== 'READY')).toEqual([]);
  });

  describe.each(outageModes)('or of SQS, by %s,', (mode) => {
    it.each([
      ['sqs', 'queues', 'lanes'],
      ['dynamodb', 'lanes', 'queues'],
    ])('answers the board without %s, and names no other part', async (service, missing, rest) => {
      await fail(service, mode);
      const board = await until(
        () => readBoard(shop.target),
        (seen) => `${seen.missing}` === missing,
        { seconds: 15 }, // a board is shared for 2 s, and a call to AWS ends after 2.1 s
      ).finally(() => mend(service));
      expect(board).toMatchObject({ missing: [missing], [rest]: expect.anything(), well: false });
      expect(board.reasons).toContain('missing');
      expect(board).not.toHaveProperty(missing);
    });
  });

  it('answers no board without both services, and the whole one when they are back', async () => {
    await fail('sqs', 'error');
    await fail('dynamodb', 'error');
    const read = () => fetch(`${shop.target.url}/board.json`);
    const answer = await until(read, ({ status }) => status === 503, { seconds: 10 }).finally(async () => {
      await mend('sqs');
      await mend('dynamodb');
    });
    expect(answer.headers.get('Retry-After')).toMatch(/^\d+$/);
    expect(await answer.json()).toMatchObject({ missing: ['lanes', 'queues'] });
    await until(read, ({ status }) => status === 200, { seconds: 10 });
    expect(await readBoard(shop.target)).toEqual(expect.not.objectContaining({ missing: expect.anything() }));
  });
});
