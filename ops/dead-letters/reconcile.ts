import { createClaimCheck } from '../../lambda/aws/claim-check.ts';
import { createOrderStore } from '../../lambda/aws/order-store.ts';
import { createStuckRecords } from '../../lambda/aws/stuck-records.ts';
import type { ReadResult } from '../../lambda/operator/read-dead-letters.ts';
import { createReconcile, type Reconciled } from '../../lambda/operator/reconcile.ts';
import type { TargetQueue } from '../target/queues.ts';
import type { Target } from '../target/target.ts';
import { failureText, type Letter } from './letter.ts';
import { readQueue } from './read-queue.ts';

/** The clock of an operator's machine can be wrong by minutes, so a lease must have ended before that. */
const LEASE_MARGIN = 5 * 60_000;

export type ReconcileOptions = {
  readonly target: Pick<Target, 'sqs' | 'dynamodb' | 's3' | 'tableName' | 'bucketName'>;
  readonly queue: TargetQueue;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
};

export type ReconciledLetter = { readonly letter: Letter; readonly outcome: Reconciled };
export type ReconcileResult = ReadResult & {
  readonly queue: TargetQueue;
  readonly letters: readonly ReconciledLetter[];
};

/** Records the orders of a dead-letter queue as `STUCK` that only this queue knows. The letters stay. */
export const reconcileQueue = async ({ target, queue, dryRun, signal }: ReconcileOptions): Promise<ReconcileResult> => {
  const { sqs, dynamodb, s3, tableName, bucketName } = target;
  const deps = { client: dynamodb, tableName, now: Date.now };
  const reconcile = createReconcile({
    store: createOrderStore(deps),
    records: createStuckRecords(deps),
    fetchBody: createClaimCheck({ client: s3, bucketName }).fetchBody,
    now: Date.now,
    leaseMargin: LEASE_MARGIN,
  });
  const reconciled: ReconciledLetter[] = [];
  const recorded = new Set<string>();
  const read = await readQueue({ sqs, queue, signal }, async (letters) => {
    // One after the other: two letters can be of one order.
    for (const letter of letters) {
      if (signal.aborted) break;
      const outcome = await reconcile({ body: letter.body, failure: failureText(letter) }, { dryRun });
      reconciled.push({ letter: { ...letter, body: '' }, outcome: afterOthers(outcome) });
    }
    return [];
  });
  return { ...read, queue, letters: reconciled };

  /** A dry run writes nothing, so a second letter of an order finds the order as the first one did. */
  function afterOthers(outcome: Reconciled): Reconciled {
    if (!dryRun || outcome.kind !== 'recorded') return outcome;
    const { orderId } = outcome;
    if (recorded.has(orderId)) return { kind: 'stuck', orderId };
    recorded.add(orderId);
    return outcome;
  }
};
