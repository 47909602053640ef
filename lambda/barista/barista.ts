import type { SQSRecord } from 'aws-lambda';
import { assertKeyOf, type ClaimCheck } from '../aws/claim-check.ts';
import type { OrderStore } from '../aws/order-store.ts';
import { backoffSeconds } from '../batch/backoff.ts';
import type { Outcome, Work } from '../batch/batch.ts';
import { receiveCount } from '../batch/rounds.ts';
import { PermanentError, reasonOf, TransientError } from '../errors.ts';
import { describe, type Log } from '../log.ts';
import type { OrderMessage, Storable } from '../order/message.ts';
import { earlyBy } from '../order/pickup.ts';
import type { OrderRecord } from '../order/record.ts';
import { type PlacedOrder, withoutLines } from '../order/request.ts';
import type { Decode } from '../parsing/versions.ts';
import type { Prepare } from '../product/prepare.ts';
import type { Tell } from '../tell.ts';
import type { createQuarantine, Holding } from './quarantine.ts';
import type { TellReady } from './ready.ts';

export type BaristaDeps = {
  readonly store: Pick<OrderStore, 'claim' | 'finish' | 'giveBack'>;
  readonly tell: Tell;
  readonly quarantine: ReturnType<typeof createQuarantine>;
  /** Tells that an order is ready, and answers what becomes of its record. */
  readonly tellReady: TellReady;
  readonly redeem: ClaimCheck['redeem'];
  readonly decode: Decode<OrderMessage>;
  readonly prepare: Prepare;
  readonly leaseMilliseconds: number;
  readonly now: () => number;
  readonly newToken: () => string;
  readonly log: Log;
};

/** An outage counts no attempts, so it has to last for days to use these up. */
const MOST_RECEIVES = 500;
const MOST_ATTEMPTS = 12;
const EXPIRED_MILLISECONDS = 20 * 24 * 60 * 60 * 1000;

type Prepared = { readonly kind: 'prepared' } | { readonly kind: 'failed'; readonly error: unknown };

const ACKNOWLEDGED: Outcome = { kind: 'acknowledged' };

/**
 * Makes the order of one record: claim it under a lease, prepare it, finish it under that lease, and only then tell of it.
 * Every await may be the last thing that happens here; the message is acknowledged after all of them, so it comes again.
 */
export const createBarista = (deps: BaristaDeps): Work => {
  const { store, tell, tellReady, quarantine, redeem, decode, prepare, leaseMilliseconds, now, newToken, log } = deps;

  const refused = async (
    record: SQSRecord,
    message: OrderMessage,
    order: OrderRecord | undefined,
  ): Promise<Outcome> => {
    if (!order)
      throw new PermanentError('expired', 'placedAt should be less than 20 days ago where there is no record');
    if (order.requestHash !== message.requestHash)
      throw new PermanentError('conflict', 'requestHash should be that of the order on record');
    // Its first announcement may have been lost with its barista.
    if (order.status === 'READY' || order.status === 'COLLECTED') return tellReady(record, order);
    if (order.status === 'CANCELLED') {
      await tell('CANCELLED', order, order.version);
      return ACKNOWLEDGED;
    }
    const leaseEnds = order.lease?.until ?? now(); // it may have ended between the claim and the look at it
    return { kind: 'failed', reason: 'leased', blocks: true, seconds: Math.max(1, (leaseEnds - now()) / 1000) };
  };

  const prepared = async (order: OrderRecord & PlacedOrder): Promise<Prepared> => {
    const announced = tell('PREPARING', order, order.version); // its failure fails nothing
    try {
      await prepare(order);
      return { kind: 'prepared' };
    } catch (error) {
      return { kind: 'failed', error };
    } finally {
      await announced;
    }
  };

  const finish = async (record: SQSRecord, { orderId, token }: Holding): Promise<Outcome> => {
    const finished = await store.finish(orderId, token);
    if (finished.kind === 'lease-lost')
      throw new TransientError('lease-lost', 'the lease should have lasted until the order was made');
    return tellReady(record, finished.record);
  };

  /** Back to its queue, and the order back to `PLACED` if this barista holds it. It counts as an attempt if `prepare` failed. */
  const failed = async (record: SQSRecord, error: unknown, holding?: Holding, attempted = false): Promise<Outcome> => {
    const reason = reasonOf(error);
    log('warn', 'order.failed', { reason, ...describe(error) });
    if (holding)
      await store.giveBack(holding.orderId, holding.token, { attempted }).catch((cause: unknown) => {
        log('warn', 'order.not-given-back', describe(cause)); // its lease ends
      });
    return { kind: 'failed', reason, blocks: true, seconds: backoffSeconds(receiveCount(record)) };
  };

  const givenUp = async (record: SQSRecord, error: PermanentError, holding?: Holding): Promise<Outcome> => {
    try {
      await quarantine(record, error, holding);
      return ACKNOWLEDGED;
    } catch (cause) {
      return failed(record, cause, holding);
    }
  };

  const settle = (record: SQSRecord, error: unknown, holding?: Holding, attempted?: boolean): Promise<Outcome> =>
    error instanceof PermanentError ? givenUp(record, error, holding) : failed(record, error, holding, attempted);

  const make = async (record: SQSRecord, order: OrderRecord & PlacedOrder, holding: Holding): Promise<Outcome> => {
    if (order.attempts > MOST_ATTEMPTS)
      return givenUp(
        record,
        new PermanentError('exhausted', `prepare should succeed within ${MOST_ATTEMPTS} attempts`),
        holding,
      );
    const result = await prepared(order);
    if (result.kind === 'failed') return settle(record, result.error, holding, true);
    return finish(record, holding).catch((cause: unknown) => failed(record, cause, holding));
  };

  const claimAndMake = async (record: SQSRecord, message: OrderMessage, storable: Storable): Promise<Outcome> => {
    const holding = { orderId: message.orderId, token: newToken() };
    const lease = { token: holding.token, until: now() + leaseMilliseconds };
    const unrecorded = now() - Date.parse(message.placedAt) < EXPIRED_MILLISECONDS ? 'write' : 'refuse';
    const claim = await store
      .claim(storable, lease, { unrecorded })
      .catch((error: unknown) => ({ kind: 'unknown', error }) as const);
    if (claim.kind === 'unknown') return failed(record, claim.error, holding); // it may have been written
    if (claim.kind === 'claimed') return make(record, { ...claim.record, lines: message.order.lines }, holding);
    return refused(record, message, claim.record);
  };

  return async (record, { first }) => {
    try {
      if (first && receiveCount(record) > MOST_RECEIVES)
        throw new PermanentError('exhausted', `the message should be done with after ${MOST_RECEIVES} receives`);
      const { body, key } = await redeem(record.body);
      const message = decode(body);
      assertKeyOf(key, message);
      const early = earlyBy(message.order.pickupAt, now());
      // Not by sending it on: Lambda stops a function that feeds its own queue.
      if (early > 0) return { kind: 'failed', reason: 'early', blocks: true, seconds: early / 1000 };
      const storable = key === undefined ? message : { ...message, order: withoutLines(message.order) };
      return await claimAndMake(record, message, storable);
    } catch (error) {
      return settle(record, error);
    }
  };
};
