import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import { aRequest, postWithRetries } from '../../../test/journey/support/orders.ts';
import type { Target } from '../../../test/journey/support/target.ts';

const CUSTOMERS = 8;
const PAUSE_MILLISECONDS = 500;

/** Orders that customers place until the flow ends. Each third customer has a tab. */
export type Flow = {
  /** The ids of the accepted orders. */
  readonly accepted: readonly string[];
  readonly byTab: ReadonlyMap<string, readonly string[]>;
  /** Resolves once every customer has the last answer. */
  end(): Promise<void>;
};

export const startFlow = (target: Target): Flow => {
  const accepted: string[] = [];
  const byTab = new Map<string, string[]>();
  let isOver = false;

  const placeOne = async (n: number): Promise<void> => {
    const customer = { name: `Customer ${n}`, email: `customer-${n}@example.org` };
    const tab = n % 3 === 0 ? `table-${n}` : undefined;
    const orderId = await placeSurely(target, aRequest({ customer, ...(tab === undefined ? {} : { tab }) }));
    accepted.push(orderId);
    if (tab !== undefined) byTab.set(tab, [...(byTab.get(tab) ?? []), orderId]);
  };
  const customer = async (n: number): Promise<void> => {
    while (!isOver) {
      await placeOne(n);
      await delay(PAUSE_MILLISECONDS);
    }
  };
  const customers = Array.from({ length: CUSTOMERS }, (_, n) => customer(n));
  return {
    accepted,
    byTab,
    end: async () => {
      isOver = true;
      await Promise.all(customers);
    },
  };
};

const acceptedSchema = v.object({ orderId: v.string() });

/** A busy machine can answer 503. Another try with the same key places the order once. */
const placeSurely = async (target: Target, order: unknown): Promise<string> => {
  const key = randomUUID();
  for (;;) {
    const { status, body } = await postWithRetries(target, order, key);
    if (status === 202) return v.parse(acceptedSchema, body).orderId;
    if (status !== 503) throw new Error(`the order should be accepted, got ${status} ${JSON.stringify(body)}`);
  }
};
