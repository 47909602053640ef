import { type Answer, MOST_RETRIES, placeOnce, placeWithKey } from '../../load/place.ts';

const accepted: Answer = { status: 202, body: { orderId: 'an id', placedAt: '2026-01-01T00:00:01.000Z' } };
const unavailable: Answer = { status: 503, retryAfterSeconds: 5, body: {} };

/** A shop that gives these answers, the last one for ever. It notes the keys and the pauses. */
const aShop = (...answers: readonly Answer[]) => {
  const keys: (string | undefined)[] = [];
  const pauses: number[] = [];
  return {
    ...{ keys, pauses },
    post: async (_body: string, headers: Readonly<Record<string, string>>): Promise<Answer> => {
      const answer = answers[keys.length] ?? answers.at(-1) ?? { error: 'no answer was planned' };
      keys.push(headers['Idempotency-Key']);
      return answer;
    },
    sleep: async (milliseconds: number): Promise<void> => {
      pauses.push(milliseconds);
    },
  };
};

it('reads the id and the time of an accepted order', async () => {
  const placed = await placeOnce(aShop(accepted))('{}');
  expect(placed).toEqual({
    ...{ retried: [], answer: '202' },
    accepted: { orderId: 'an id', placedAt: Date.parse('2026-01-01T00:00:01Z') },
  });
});

it.each([
  ['the status of a refusal', unavailable, '503'],
  ['the error of a missing answer', { error: 'ECONNREFUSED' }, 'ECONNREFUSED'],
  ['a 202 that names no order', { status: 202, body: 'hello' }, '202 without an order'],
])('without a key reports %s and does not retry', async (_what, answer, expected) => {
  const shop = aShop(answer, accepted);
  expect(await placeOnce(shop)('{}')).toEqual({ retried: [], answer: expected });
  expect(shop.keys).toEqual([undefined]);
});

describe('with a key', () => {
  it('retries a 503 with the same key, after the time that the shop names', async () => {
    const shop = aShop(unavailable, unavailable, accepted);
    const placed = await placeWithKey(shop)('{}');
    expect(placed).toMatchObject({ retried: ['503', '503'], answer: '202', accepted: { orderId: 'an id' } });
    expect(shop.keys).toHaveLength(3);
    expect(new Set(shop.keys).size).toBe(1);
    expect(shop.pauses).toEqual([5000, 5000]);
  });

  it('gives up after a number of retries', async () => {
    const { retried, answer } = await placeWithKey(aShop(unavailable))('{}');
    expect({ retries: retried.length, answer }).toEqual({ retries: MOST_RETRIES, answer: '503' });
  });

  it('does not retry another answer', async () => {
    const placed = await placeWithKey(aShop({ status: 422, body: {} }, accepted))('{}');
    expect(placed).toEqual({ retried: [], answer: '422' });
  });
});
