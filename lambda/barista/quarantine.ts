import type { SQSRecord } from 'aws-lambda';
import type { OrderStore } from '../aws/order-store.ts';
import { createGiveUp, type GiveUpDeps } from '../batch/give-up.ts';
import type { PermanentError } from '../errors.ts';
import type { Tell } from '../tell.ts';

export type QuarantineDeps = GiveUpDeps & {
  readonly store: Pick<OrderStore, 'stick'>;
  readonly tell: Tell;
};

/** An order that this barista holds, or may hold: a claim whose answer was lost may have been written. */
export type Holding = { readonly orderId: string; readonly token: string };

/**
 * The one road to the dead-letter queue: the message goes there with its reason; then the order is recorded as `STUCK`, if
 * this barista holds it, and that is announced. Rejects when any of it may not have come about, the announcement aside: the
 * message then stays where it is.
 */
export const createQuarantine = ({ store, tell, ...deps }: QuarantineDeps) => {
  const giveUp = createGiveUp(deps);
  return async (record: SQSRecord, error: PermanentError, holding: Holding | undefined): Promise<void> => {
    const { code, message, quarantinedAt: at } = await giveUp(record, error);
    if (!holding) return;
    const stuck = await store.stick(holding.orderId, holding.token, { code, message, at });
    if (stuck.kind === 'recorded') await tell('STUCK', stuck.record, stuck.record.version);
  };
};
