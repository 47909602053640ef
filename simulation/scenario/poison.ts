import { createHash } from 'node:crypto';
import { tabGroup } from '../../lambda/order/identity.ts';
import { currency, samples } from '../../lambda/product/index.ts';
import type { Random } from '../engine/random.ts';
import { MILLISECONDS_BETWEEN } from './plan.ts';
import type { SourceQueue } from './queue-names.ts';

/** The kinds of poison, each with the code of its quarantine. */
export const poisonCodes = {
  'no json': 'not-json',
  malformed: 'malformed',
  expired: 'expired',
  conflict: 'conflict',
  'no object': 'claim-check-missing',
} as const;
export type PoisonKind = keyof typeof poisonCodes;
export const poisonKinds: readonly [PoisonKind, ...PoisonKind[]] = [
  'no json',
  'malformed',
  'expired',
  'conflict',
  'no object',
];

/** A message that can never succeed. */
export type PoisonPlan = {
  /** Milliseconds after the start. */
  readonly at: number;
  readonly queue: SourceQueue;
  readonly kind: PoisonKind;
};

export const drawPoison = (orders: number, random: Random): PoisonPlan[] =>
  Array.from(
    { length: Math.ceil(orders / 50) },
    (): PoisonPlan => ({
      at: random.between(0, orders * MILLISECONDS_BETWEEN),
      queue: random.pick(['orders', 'tabs.fifo', 'pickups']),
      kind: random.pick(poisonKinds),
    }),
  );

/** The message group of a tab that also has good orders. */
export const poisonedGroup = tabGroup('table-1');

export type PoisonContent = {
  /** The id of an order on record, which most kinds name. An unreadable message harms no order, even if it names one. */
  readonly victim: string;
  /** Makes the body unique. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly now: number;
};

/** A unique body of one kind. */
export const poisonBody = (kind: PoisonKind, { victim, id, now }: PoisonContent): string => {
  const message = {
    v: 1,
    type: 'order.placed',
    orderId: kind === 'expired' ? id : victim,
    placedAt: kind === 'expired' ? '2020-01-01T00:00:00.000Z' : new Date(now).toISOString(),
    requestHash: sha256(id),
    order: {
      number: 'K-4172',
      customer: { name: 'Poison', email: 'poison@example.org' },
      lines: [samples.line],
      totalCents: 0,
      currency,
    },
  };
  switch (kind) {
    case 'no json':
      return `not JSON ${id}`;
    case 'malformed':
      return JSON.stringify({ ...message, smuggled: id });
    case 'no object':
      return JSON.stringify([
        'software.amazon.payloadoffloading.PayloadS3Pointer',
        { s3BucketName: 'claim-checks', s3Key: id },
      ]);
    default:
      return JSON.stringify(message);
  }
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
