import type { ClaimCheck } from '../aws/claim-check.ts';
import type { OrderFields, OrderStore } from '../aws/order-store.ts';
import type { StuckFailure, StuckRecords } from '../aws/stuck-records.ts';
import { createReadMessage, fieldsOf } from '../barista/read-message.ts';
import { isError, PermanentError, TransientError } from '../errors.ts';
import { identityOfKey, type OrderIdentity } from '../order/identity.ts';
import { isFinished, type Status } from '../order/lifecycle.ts';
import type { OrderRecord } from '../order/record.ts';
import { UnreadableError } from '../parsing/stored.ts';
import { failureIn } from './failure.ts';

/** A message of a dead-letter queue. `failure` is its attribute of that name, which SQS itself does not write. */
export type DeadLetter = { readonly body: string; readonly failure: string | undefined };

/**
 * The result for one dead letter. `recorded`: its order is `STUCK` now, and `from` is the status before. Every other kind changes
 * nothing. `stuck` and `done`: the record tells the end already. `leased`: a barista may hold the order. `conflict`: the record
 * belongs to another request. `expired`: the message may not write a record. `changed`: somebody else changed the record at the same time.
 * `unknown`: another release wrote the record, and this one cannot read it.
 */
export type Reconciled =
  | { readonly kind: 'recorded'; readonly orderId: string; readonly from: Status | 'none' }
  | {
      readonly kind: 'stuck' | 'done' | 'leased' | 'conflict' | 'expired' | 'changed' | 'unknown';
      readonly orderId: string;
    }
  | { readonly kind: 'unreadable'; readonly code: string; readonly message: string };

/** Records the order of a dead letter as `STUCK`, if nobody else can record it any more. @throws ServiceError */
export type Reconcile = (letter: DeadLetter, options: { readonly dryRun: boolean }) => Promise<Reconciled>;

export type ReconcileDeps = {
  readonly store: Pick<OrderStore, 'read'>;
  readonly records: StuckRecords;
  readonly fetchBody: ClaimCheck['fetchBody'];
  readonly now: () => number;
  /** How long a lease must have ended, in milliseconds. It covers the difference of two clocks. */
  readonly leaseMargin: number;
};

/** The order of a message, and the fields with which its record may be written. */
type Named = { readonly identity: OrderIdentity; readonly fields: OrderFields | undefined };

export function createReconcile({ store, records, fetchBody, now, leaseMargin }: ReconcileDeps): Reconcile {
  const readMessage = createReadMessage({ fetchBody });

  return async (letter, { dryRun }) => {
    try {
      const named = await readNamed(letter.body);
      const { orderId } = named.identity;
      const order = await readRecord(orderId);
      if (order === 'unknown') return { kind: 'unknown', orderId };
      const verdict = judge(order, named);
      if (verdict !== 'open') return { kind: verdict, orderId };
      if (dryRun) return recorded(named, order);
      return await record(letter, named, order);
    } catch (error) {
      return unreadable(error);
    }
  };

  async function readNamed(body: string): Promise<Named> {
    const read = await readMessage(body);
    if (read.kind === 'read') return { identity: read.storable, fields: fieldsOf(read.storable, now()) };
    const identity = identityOfKey(read.error.key);
    if (identity) return { identity, fields: undefined };
    throw read.error;
  }

  async function readRecord(orderId: string): Promise<OrderRecord | 'unknown' | undefined> {
    return store.read(orderId).catch(unknownIfInvalid);
  }

  function judge(order: OrderRecord | undefined, { identity, fields }: Named): 'open' | UntouchedKind {
    if (!order) return fields ? 'open' : 'expired';
    if (order.requestHash !== identity.requestHash) return 'conflict';
    if (isFinished(order.status) || order.status === 'CANCELLED') return 'done';
    if (order.status === 'STUCK') return 'stuck';
    if (order.status === 'PREPARING' && !hasEnded(order.lease)) return 'leased';
    return 'open';
  }

  function hasEnded(lease: OrderRecord['lease']): boolean {
    return lease !== undefined && lease.until + leaseMargin < now();
  }

  /** The SDK retries after a lost answer. The first try may have written the record, which then refuses the second one. */
  async function record(letter: DeadLetter, named: Named, seen: OrderRecord | undefined): Promise<Reconciled> {
    const { identity, fields } = named;
    const { orderId } = identity;
    const failure = failureIn(letter.failure, now());
    const written = seen
      ? await records.mark(seen, failure)
      : fields && (await records.write(identity, fields, failure));
    if (written) return recorded(named, seen);
    const order = await readRecord(orderId);
    if (order === 'unknown') return { kind: 'unknown', orderId };
    if (order && isWrittenWith(order, failure, seen)) return recorded(named, seen);
    const verdict = judge(order, named);
    return { kind: verdict === 'open' ? 'changed' : verdict, orderId };
  }
}

type UntouchedKind = Exclude<Reconciled['kind'], 'recorded' | 'unreadable' | 'changed' | 'unknown'>;

/** A record that this release does not read. A failed call is thrown on. */
const unknownIfInvalid = (error: unknown): 'unknown' => {
  if (error instanceof UnreadableError) return 'unknown';
  throw error;
};

const recorded = ({ identity }: Named, seen: OrderRecord | undefined): Reconciled => ({
  kind: 'recorded',
  orderId: identity.orderId,
  from: seen?.status ?? 'none',
});

const isWrittenWith = (order: OrderRecord, failure: StuckFailure, seen: OrderRecord | undefined): boolean =>
  order.status === 'STUCK' &&
  order.version === (seen?.version ?? 0) + 1 &&
  order.failure?.code === failure.code &&
  order.failure.at === failure.at;

/** A message that no barista of this release reads. A failed call is thrown on. */
const unreadable = (error: unknown): Reconciled => {
  const isKnown = isError(error) && (error instanceof PermanentError || error instanceof TransientError);
  if (isKnown && !('service' in error)) return { kind: 'unreadable', code: error.code, message: error.message };
  throw error;
};
