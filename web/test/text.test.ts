import { retryAfterOf, rootOf } from '../api.ts';
import { fieldPointer, parseProblem } from '../faults.ts';
import { actionOf, isDone, statusText } from '../order.ts';
import { nextMomentOf } from '../pickup-time.ts';
import { ageText, countText, listText, moneyText, plural } from '../text.ts';
import { newUuid } from '../uuid.ts';

it.each([
  [-5000, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [3_599_999, '59 min'],
  [3_600_000 + 5 * 60_000, '1 h 05 min'],
  [26 * 3_600_000, '1 d'],
])('writes an age of %d ms as %s', (age, text) => {
  expect(ageText(age)).toBe(text);
});

it('writes a count, a list and a plural', () => {
  const kinds = ['exact', 'least', 'about'] as const;
  expect(kinds.map((kind) => countText({ kind, value: 1000 }))).toEqual(['1,000', '1,000+', '≈1,000']);
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listText)).toEqual(['', 'a', 'a and b', 'a, b and c']);
  expect([plural(1, 'field'), plural(2, 'field')]).toEqual(['1 field', '2 fields']);
});

it.each([
  ['https://a.example/shop', 'https://a.example/shop/'],
  ['https://a.example/shop/', 'https://a.example/shop/'],
  ['https://a.example/shop//', 'https://a.example/shop/'],
  ['https://a.example', 'https://a.example/'],
])('finds the API of the page %s', (page, root) => {
  expect(rootOf(new URL(page))).toBe(root);
});

it('reads Retry-After as seconds or as a date', () => {
  const now = Date.parse('2026-11-21T09:00:00Z');
  expect(
    [null, '5', 'Sat, 21 Nov 2026 09:00:30 GMT', 'Fri, 20 Nov 2026 09:00:00 GMT', 'soon'].map((text) =>
      retryAfterOf(text, now),
    ),
  ).toEqual([undefined, 5000, 30_000, 0, undefined]);
});

it('finds the field that holds a fault', () => {
  const fields = ['/lines/0/extras', '/lines/10/extras', '/customer/name'];
  expect(
    ['/lines/0/extras', '/lines/0/extras/1', '/lines/1', '/customer', '', '/customer/named'].map((at) =>
      fieldPointer(at, fields),
    ),
  ).toEqual(['/lines/0/extras', '/lines/0/extras', undefined, undefined, undefined, undefined]);
});

it('reads any answer as a problem', () => {
  expect(parseProblem(undefined)).toEqual({ detail: '', faults: [] });
  expect(parseProblem({ title: 'No' })).toEqual({ detail: 'No', faults: [] });
});

it.each([
  ['EUR', '€3.90'],
  ['beans', '3.90 beans'],
])('writes an amount in the currency "%s"', (currency, text) => {
  expect(moneyText(390, currency)).toBe(text);
});

it('takes the next moment with a time of the day, and leaves other text to the shop', () => {
  const now = new Date(2026, 10, 21, 9, 30, 20);
  expect(nextMomentOf('09:31', now)).toBe(new Date(2026, 10, 21, 9, 31).toISOString());
  expect(nextMomentOf('09:30', now)).toBe(new Date(2026, 10, 22, 9, 30).toISOString());
  expect(nextMomentOf('noon', now)).toBe('noon');
});

it('offers what the status of an order permits', () => {
  const statuses = ['PLACED', 'PREPARING', 'READY', 'COLLECTED', 'CANCELLED', 'STUCK', undefined];
  const orders = statuses.map((status) => ({ orderId: 'a', number: 'K-1', status }));
  expect(orders.map(actionOf)).toEqual(['cancel', undefined, 'collect', undefined, undefined, 'cancel', undefined]);
  expect(orders.filter(isDone).map(({ status }) => status)).toEqual(['COLLECTED', 'CANCELLED']);
  expect(statusText({ orderId: 'a', number: 'K-1', status: 'STUCK', failure: { message: 'no milk' } })).toBe(
    'Stuck: no milk',
  );
});

it('creates UUIDs of version 4, each another one', () => {
  const made = Array.from({ length: 100 }, newUuid);
  expect(new Set(made).size).toBe(100);
  expect(made.every((uuid) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid))).toBe(
    true,
  );
});
