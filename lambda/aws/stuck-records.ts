import type { OrderIdentity } from '../order/identity.ts';
import { boardKeyOf } from '../order/lane.ts';
import { transitions } from '../order/lifecycle.ts';
import type { OrderRecord } from '../order/record.ts';
import type { OrderFields } from './order-store.ts';
import { createRecordUpdates, type RecordUpdatesDeps } from './record-updates.ts';

/** The write with which an operator records an order as `STUCK`. No function uses it. Each throws a ServiceError if DynamoDB fails. */
export type StuckRecords = {
  /** Changes the record that was read. Returns nothing if it has changed since. */
  mark(seen: OrderRecord, failure: StuckFailure): Promise<OrderRecord | undefined>;
  /** Writes a record from the message. Returns nothing if there is a record by now. @throws PermanentError if it is too large */
  write(order: OrderIdentity, fields: OrderFields, failure: StuckFailure): Promise<OrderRecord | undefined>;
};

export type StuckFailure = NonNullable<OrderRecord['failure']>;

export const createStuckRecords = (deps: RecordUpdatesDeps): StuckRecords => {
  const { transit, expiresAt } = createRecordUpdates(deps);
  return {
    mark: ({ orderId, requestHash, version }, failure) =>
      transit(orderId, transitions.reconcile, {
        // Every transition raises the version, so the status and the lease are those that were read.
        condition: { text: 'requestHash = :requestHash AND version = :seen', values: { requestHash, seen: version } },
        set: { boardKey: boardKeyOf(orderId, 'stuck'), failure, expiresAt: expiresAt() },
      }),
    write: ({ orderId, requestHash }, { placedAt, order }, failure) =>
      transit(orderId, transitions.reconcileUnrecorded, {
        condition: { text: 'attribute_not_exists(orderId)', values: {} },
        set: {
          ...{ ...order, placedAt, requestHash, attempts: 0 },
          ...{ boardKey: boardKeyOf(orderId, 'stuck'), failure, expiresAt: expiresAt() },
        },
        compute: { version: ':one' },
      }),
  };
};
