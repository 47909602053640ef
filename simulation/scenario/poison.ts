import { createHash } from 'node:crypto';
import { tabGroup } from '../../lambda/order/identity.ts';
import { currency, samples, totalCents } from '../../lambda/product/index.ts';
import type { PoisonPlan } from './plans.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The message group of a tab on which good orders stand too. */
export const poisonedTab = tabGroup('table-1');

/** A body that can never be made, of a kind, and like no other. Without a victim there is nobody to claim to be. */
export const poisonBody = (
  kind: PoisonPlan['kind'],
  { victim, id, now }: { readonly victim: string | undefined; readonly id: string; readonly now: number },
): string => {
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
      totalCents: totalCents([samples.line]),
      currency,
    },
  };
  switch (victim === undefined ? 'no json' : kind) {
    case 'no json':
      return `one order, please ${id}`;
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
