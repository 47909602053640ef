import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { TransientError } from '../errors.ts';
import { describe } from '../log.ts';
import { type FailurePathDeps, retry, withFailurePath } from './failure-path.ts';
import { guardInspect, guardIsOutage, guardLog } from './guards.ts';
import { failingSinceOf, lineOf } from './log-line.ts';
import type { Outcome, RecordHandler } from './record-handler.ts';
import type { Failing } from './retry-delay.ts';
import { rounds } from './rounds.ts';
import { type Delivery, deliveryOf } from './sqs-record.ts';

/** A message that has failed, and the seconds until it is visible again. */
export type FailedMessage = { readonly record: SQSRecord; readonly seconds: number };

export type BatchDeps = Omit<FailurePathDeps, 'inspect'> & {
  /** @default - a message names no order, and is due when it is first received */
  readonly inspect?: FailurePathDeps['inspect'] | undefined;
  readonly handleRecord: RecordHandler;
  /** Makes failed messages visible after their seconds, instead of at the end of their visibility timeout. */
  readonly setVisibility: (failed: readonly FailedMessage[]) => Promise<void>;
  /**
   * Whether there is evidence that a redelivered message crashed the process that worked it.
   * @default - no message is a suspect: without evidence, an outage would make a suspect of every message
   */
  readonly isSuspect?: ((record: SQSRecord) => Promise<boolean>) | undefined;
  /**
   * Whether an error means that no record can succeed now. The batch then begins no other record.
   * @default - no error does
   */
  readonly isOutage?: ((error: unknown) => boolean) | undefined;
  /** The most milliseconds that one record needs. No record begins with less time left. */
  readonly recordMilliseconds: number;
};

/** A round that has too little time left. `error`: the function never has enough. */
type Late = { readonly error?: Error };
type FailedDelivery = { readonly delivery: Delivery; readonly seconds: number };

/** SQS holds the message group back while the failed message is in flight. */
const BLOCKED: Outcome = { kind: 'failed', reason: 'blocked', blocks: true, seconds: 0 };
const DEFERRED: Outcome = { kind: 'failed', reason: 'deferred', blocks: true, seconds: 0 };

/**
 * Works a batch round by round and answers which of its records failed. The batch never fails as a whole. It returns when all
 * work has settled: Lambda would freeze unsettled work and resume it after its lease.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function createBatch({ handleRecord, setVisibility, recordMilliseconds, ...options }: BatchDeps) {
  const { isSuspect = async () => false, sendToDlq, maxReceives, now } = options;
  const isOutage = guardIsOutage(options.isOutage ?? (() => false));
  const inspect = guardInspect(options.inspect ?? (() => ({ names: {} })));
  const log = guardLog(options.log);
  const deps: FailurePathDeps = { sendToDlq, inspect, maxReceives, now, log };
  const workRecord = withFailurePath(handleRecord, deps);

  return async (event: SQSEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<SQSBatchResponse> => {
    if (!Array.isArray(event.Records)) throw new TypeError('the event should have Records of SQS, got none');
    const deliveries = event.Records.map(deliveryOf);
    const { suspects, errors } = await findSuspects(deliveries);
    const failures: FailedDelivery[] = [];
    const begun = new Set<string>();
    const blocked = new Set<string>();
    let [outage] = [...errors.values()].map((error) => ({ error }));

    const begin = (delivery: Delivery, late: Late | undefined): Outcome | Promise<Outcome> => {
      if (blocked.has(delivery.group)) return BLOCKED;
      if (errors.has(delivery)) return retry(errors.get(delivery), failingOf(delivery), now());
      if (outage) return { ...retry(outage.error, failingOf(delivery), now()), reason: 'outage' };
      if (late?.error) return retry(late.error, failingOf(delivery), now());
      if (late) return DEFERRED;
      const first = !begun.has(delivery.group);
      begun.add(delivery.group);
      return workRecord(delivery, first);
    };

    const collect = (delivery: Delivery, outcome: Outcome): void => {
      if (outcome.kind === 'acknowledged') return;
      if (outcome.blocks) blocked.add(delivery.group);
      if ('error' in outcome && isOutage(outcome.error)) outage = { error: outcome.error };
      failures.push({ delivery, seconds: outcome.seconds });
    };

    for (const [n, round] of rounds(deliveries, suspects).entries()) {
      const late = lateness(n, context.getRemainingTimeInMillis());
      const outcomes = await Promise.all(
        round.map(async (delivery) => {
          const outcome = await begin(delivery, late);
          logOutcome(delivery, outcome);
          return { delivery, outcome };
        }),
      );
      for (const { delivery, outcome } of outcomes) collect(delivery, outcome);
    }
    if (failures.length > 0) await showAgain(failures);
    return { batchItemFailures: failures.map(({ delivery }) => ({ itemIdentifier: delivery.record.messageId })) };
  };

  /** Whether the time that is left is too short for a round. The first round would be late again if it were retried at once. */
  function lateness(round: number, left: number): Late | undefined {
    if (left >= recordMilliseconds) return undefined;
    if (round > 0) return {};
    const wanted = `a function should have ${recordMilliseconds} ms left when it begins, got ${left} ms`;
    return { error: new TransientError('deferred', `${wanted}: raise its timeout, or lower recordMilliseconds`) };
  }

  /** The suspects of a batch, and the look-ups that failed in an outage. A first delivery crashed nothing yet. */
  async function findSuspects(deliveries: readonly Delivery[]) {
    const suspects = new Set<Delivery>();
    const errors = new Map<Delivery, unknown>();
    const lookUp = async (delivery: Delivery): Promise<void> => {
      try {
        if (await isSuspect(delivery.record)) suspects.add(delivery);
      } catch (error) {
        if (isOutage(error)) errors.set(delivery, error);
        else suspects.add(delivery); // it runs last, and its handler gives the reason
      }
    };
    await Promise.all(deliveries.filter(({ receiveCount }) => receiveCount > 1).map(lookUp));
    return { suspects, errors };
  }

  /** The retry delay of a record that was not begun depends on these facts. */
  function failingOf(delivery: Delivery): Failing {
    return { dueAt: failingSinceOf(delivery, inspect(delivery.record)), failedAttempts: undefined };
  }

  /** Logs each outcome when its record settles: another record can end the process before the round is over. */
  function logOutcome(delivery: Delivery, outcome: Outcome): void {
    if (outcome.kind === 'acknowledged') return;
    const { reason, seconds, error } = outcome;
    const [level, event] =
      reason === 'early' ? (['info', 'record.early'] as const) : (['warn', 'record.failed'] as const);
    log(level, event, { reason, seconds, ...lineOf(delivery, deps, outcome), ...describe(error) });
  }

  /** If it fails, the messages are visible at the end of their visibility timeout. */
  async function showAgain(failed: readonly FailedDelivery[]): Promise<void> {
    const messages = failed.map(({ delivery: { record }, seconds }) => ({ record, seconds }));
    await setVisibility(messages).catch((error: unknown) => {
      for (const { delivery } of failed) {
        const line = lineOf(delivery, deps);
        log('warn', 'visibility.not-set', { ...line, ...describe(error) });
      }
    });
  }
}
