import type { SQSRecord } from 'aws-lambda';
import type { Announce, Announced } from '../aws/announcer.ts';
import type { ClaimCheck } from '../aws/claim-check.ts';
import type { Claim, OrderFields, OrderStore } from '../aws/order-store.ts';
import {
  ACKNOWLEDGED,
  type HeldLease,
  type Outcome,
  type RecordContext,
  type RecordHandler,
} from '../batch/record-handler.ts';
import { PermanentError, TransientError } from '../errors.ts';
import type { MissingClaimCheck } from '../order/claim-check.ts';
import { identityOfKey, type OrderIdentity } from '../order/identity.ts';
import { isFinished } from '../order/lifecycle.ts';
import { dueAtOf, earlyBy } from '../order/pickup.ts';
import type { OrderRecord } from '../order/record.ts';
import type { AcceptedOrder } from '../order/request.ts';
import type { AnnounceReady } from './announce-ready.ts';
import { announcePrepare } from './prepare-channel.ts';
import { createReadMessage, fieldsOf, MAX_UNRECORDED_DAYS } from './read-message.ts';

type Order = OrderRecord & AcceptedOrder;

/** The work on an order, as the product defines it. It throws a PermanentError if no retry can help. */
export type Prepare = (order: Order) => Promise<void>;

export type BaristaDeps = {
  readonly store: Pick<OrderStore, 'claim' | 'finish' | 'release' | 'markStuck'>;
  readonly announce: Announce;
  readonly announceReady: AnnounceReady;
  readonly fetchBody: ClaimCheck['fetchBody'];
  readonly prepare: Prepare;
  readonly leaseMilliseconds: number;
  readonly now: () => number;
  readonly newToken: () => string;
};

const MAX_ATTEMPTS = 12;

/**
 * Works one order: claim it under a lease, prepare it, finish it under that lease, and only then announce it. The process can
 * die at any await. SQS redelivers, because the message is acknowledged last.
 */
export function createBarista(deps: BaristaDeps): RecordHandler {
  const { store, announce, announceReady, prepare, leaseMilliseconds, now, newToken } = deps;
  const readMessage = createReadMessage(deps);

  return async (record, context) => {
    const read = await readMessage(record.body);
    if (read.kind === 'missing') return giveUp(record, read.error, context);
    const { message, storable } = read;
    const { pickupAt } = message.order;
    if (pickupAt !== undefined) context.dueAt = Math.max(context.dueAt, dueAtOf(pickupAt));
    const early = pickupAt === undefined ? 0 : earlyBy(pickupAt, now());
    // It is not sent again: Lambda stops a function that feeds its own queue.
    if (early > 0) return { kind: 'failed', reason: 'early', blocks: true, seconds: early / 1000 };
    const token = newToken();
    const claim = await claimOrder(storable, token, context, fieldsOf(storable, now()));
    if (claim.kind === 'refused') return handleRefusedClaim(record, message, claim.order, context);
    const claimedAt = now();
    await runPrepare({ ...claim.order, lines: message.order.lines }, context);
    return announceReady(record, await finishOrder(claim.order, token), context, claimedAt);
  };

  /** The key of a missing claim check names its order, which becomes STUCK if nobody has made it yet. */
  async function giveUp(record: SQSRecord, error: MissingClaimCheck, context: RecordContext): Promise<Outcome> {
    const identity = identityOfKey(error.key);
    if (!identity) throw error;
    const { kind, order } = await claimOrder(identity, newToken(), context);
    if (kind === 'claimed' || order?.requestHash !== identity.requestHash) throw error;
    return handleRefusedClaim(record, identity, order, context);
  }

  /** The lease counts as held from here on: a claim whose answer is lost may have been written. */
  async function claimOrder(
    { orderId, requestHash }: OrderIdentity,
    token: string,
    context: RecordContext,
    fields?: OrderFields,
  ): Promise<Claim> {
    context.lease = heldLease(orderId, token);
    const lease = { token, until: now() + leaseMilliseconds };
    const claim = await store.claim({ orderId, requestHash }, lease, fields);
    if (claim.kind === 'refused') context.lease = undefined;
    return claim;
  }

  function heldLease(orderId: string, token: string): HeldLease {
    return {
      release: (options) => store.release(orderId, token, options),
      markStuck: async ({ code, message, quarantinedAt: at }) => {
        const change = await store.markStuck(orderId, token, { code, message, at });
        if (change.kind === 'recorded') await announce('STUCK', change.order, change.order.version);
      },
    };
  }

  async function handleRefusedClaim(
    record: SQSRecord,
    { requestHash }: OrderIdentity,
    order: OrderRecord | undefined,
    context: RecordContext,
  ): Promise<Outcome> {
    if (!order)
      throw new PermanentError(
        'expired',
        `an order without a record should be less than ${MAX_UNRECORDED_DAYS} days old, got an older one`,
      );
    if (order.requestHash !== requestHash)
      throw new PermanentError(
        'conflict',
        'requestHash should match the order record, got the hash of another request',
      );
    // The first announcement may be lost: its barista can die before it.
    if (isFinished(order.status)) return announceReady(record, order, context);
    if (order.status === 'CANCELLED') {
      await announce('CANCELLED', order, order.version);
      return ACKNOWLEDGED;
    }
    const leaseEnds = order.lease?.until ?? now(); // the lease may have ended between the claim and the read
    return { kind: 'failed', reason: 'leased', blocks: true, seconds: Math.max(1, (leaseEnds - now()) / 1000) };
  }

  async function runPrepare(order: Order, context: RecordContext): Promise<void> {
    if (order.attempts > MAX_ATTEMPTS)
      throw new PermanentError('exhausted', `prepare should succeed within ${MAX_ATTEMPTS} attempts, got no success`);
    const announced = announcePreparing(order); // best effort
    context.failedAttempts = order.attempts;
    try {
      await announcePrepare(order.orderId);
      await prepare(order);
    } finally {
      await announced;
    }
    context.failedAttempts = undefined;
  }

  /** Nearly every order needs one attempt, and the line of READY says when it began. */
  function announcePreparing(order: Order): Promise<Announced> {
    const { attempts, version } = order;
    const [facts, level] = attempts > 1 ? ([{ attempts }, 'info'] as const) : ([{}, 'debug'] as const);
    return announce('PREPARING', order, version, facts, level);
  }

  async function finishOrder({ lease: _lease, ...order }: OrderRecord, token: string): Promise<OrderRecord> {
    const finish = await store.finish(order.orderId, token);
    if (finish.kind === 'recorded') return { ...order, ...finish.change };
    throw new TransientError('lease-lost', 'the lease should be held until the order is READY, got a lost lease');
  }
}
