import { randomUUID } from 'node:crypto';
import { isError, reasonOf } from '../../lambda/errors.ts';
import { pointerIn } from '../../lambda/order/claim-check.ts';
import { decodeEvent } from '../../lambda/order/event.ts';
import { decode } from '../../lambda/order/message.ts';
import { poisonWithout } from '../../lib/poison.ts';

const poison = poisonWithout([]);

/** The texts with values in place of their placeholders. */
const fill = (text: string): string =>
  text
    .replaceAll(/<uuid-[\w-]+>/g, randomUUID())
    .replaceAll(/<sha256-[\w-]+>/g, 'a'.repeat(64))
    .replaceAll('<now>', new Date().toISOString());

const reasonFor = (read: (body: string) => unknown, body: string): string => {
  try {
    read(body);
    return 'readable';
  } catch (error) {
    return isError(error) ? reasonOf(error) : 'no error';
  }
};

/** These are readable: the store, the age of the message or S3 makes them poison. */
const READABLE = ['conflict', 'expired', 'claim-check-missing', 'claim-check-mismatch'];

it.each(poison.kinds.map((kind) => [kind.name, kind] as const))(
  'offers the poison %s with the reason for which a consumer does not take it',
  (_name, { code, queues, bodies }) => {
    expect(bodies.length).toBeGreaterThan(0);
    for (const body of bodies.map(fill)) {
      const reads = queues.map((queue) => reasonFor(queue === 'receipts' ? decodeEvent : decode, body));
      const isPointer = pointerIn(body) !== undefined;
      expect(new Set(reads)).toEqual(
        new Set(isPointer ? ['malformed'] : [READABLE.includes(code) ? 'readable' : code]),
      );
    }
  },
);

it('offers each kind of poison under its own name, on queues whose outputs it names', () => {
  const names = poison.kinds.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { queues } of poison.kinds)
    expect(Object.keys(poison.queues)).toEqual(expect.arrayContaining([...queues]));
});

it('offers none for a queue that the shop does not have', () => {
  const { queues, kinds } = poisonWithout(['tabs', 'pickups']);
  expect(Object.keys(queues)).toEqual(Object.keys(poison.queues).filter((name) => !['tabs', 'pickups'].includes(name)));
  expect(new Set(kinds.flatMap((kind) => kind.queues))).toEqual(new Set(Object.keys(queues)));
});
