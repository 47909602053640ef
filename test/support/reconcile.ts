import type { ClaimCheck } from '../../lambda/aws/claim-check.ts';
import { createReconcile, type DeadLetter, type Reconcile } from '../../lambda/operator/reconcile.ts';
import type { OrderMessage } from '../../lambda/order/message.ts';
import type { OrderTable } from './order-table.ts';

/** The margin after a lease, in milliseconds. */
export const LEASE_MARGIN = 1000;

/** The dead letter of an order, with a failure as a barista writes it. */
export const aDeadLetter = (
  message: OrderMessage,
  { code, message: text, at }: { readonly code: string; readonly message: string; readonly at: string },
): DeadLetter => ({
  body: JSON.stringify(message),
  failure: JSON.stringify({ code, message: text, sourceQueue: 'orders', receiveCount: 1, quarantinedAt: at }),
});

/** An operator's reconcile over an order table. */
export const aReconcile = (
  { store, stuckRecords: records, clock }: OrderTable,
  fetchBody: ClaimCheck['fetchBody'] = async (body) => ({ body, key: undefined }),
): Reconcile => createReconcile({ store, records, fetchBody, now: () => clock.time, leaseMargin: LEASE_MARGIN });
