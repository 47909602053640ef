import { createClaimCheck } from '../../lambda/aws/claim-check.ts';
import { createOrderStore } from '../../lambda/aws/order-store.ts';
import { ServiceError } from '../../lambda/aws/service-error.ts';
import { createStuckRecords } from '../../lambda/aws/stuck-records.ts';
import { createReconcile, type Reconcile } from '../../lambda/operator/reconcile.ts';
import type { Context } from '../engine/context.ts';
import type { Observer } from '../invariants/observer.ts';
import type { ExecutionEnvironment } from '../models/invocation.ts';
import { createLambda } from '../models/lambda.ts';
import type { QueuedMessage } from '../models/message.ts';
import type { SqsModel } from '../models/sqs.ts';
import { dlqOf, sourceQueues } from '../scenario/queue-names.ts';
import { createConnect } from './connect.ts';
import { createNetwork, type Execute } from './network.ts';

/** An operator who reconciles the records with the dead-letter queues of a shop. */
export type Operator = {
  reconcile(): void;
  /** A dead letter has arrived. The operator sees the first ones, and reconciles after a while. */
  observeDeadLetter(): void;
};

export type OperatorDeps = {
  readonly sqs: Pick<SqsModel, 'messages'>;
  readonly execute: Execute;
  readonly observer: Observer;
  /** Milliseconds from each of the first dead letters until the operator reconciles. */
  readonly delays: readonly number[];
};

/** Runs the real code of `ops dlq reconcile` on the models, as a process that can die at any call. */
export const createOperator = (context: Context, { sqs, execute, observer, delays }: OperatorDeps): Operator => {
  const { scheduler, trace } = context;
  const network = createNetwork(context, execute);
  const load = (environment: ExecutionEnvironment) => {
    const reconcile = loadReconcile(context, environment, network);
    return async (letters: readonly QueuedMessage[]): Promise<void> => {
      for (const { body, attributes } of letters) {
        const letter = { body, failure: attributes.failure?.StringValue };
        // The command ends with the first call that fails, and is run again.
        const { kind } = await reconcile(letter, { dryRun: false });
        trace.count(`reconciled: ${kind}`);
      }
    };
  };
  const run = createLambda(context, {
    name: 'operator',
    load,
    timeout: MOST_MILLISECONDS,
    onBegin: observer.observeInvocation,
    onEnd: observer.observeInvocationEnd,
  });

  const reconcile = (): void => {
    trace.count('reconciles');
    trace.addStep(() => 'an operator reconciles');
    const letters = sourceQueues.flatMap((queue) => sqs.messages(dlqOf(queue)));
    void run(letters).then((end) => {
      const isExplained = end.kind !== 'failed' || end.error instanceof ServiceError;
      if (!isExplained) observer.observeApiFailure('operator', '', end.error);
    });
  };
  let seen = 0;
  return {
    reconcile,
    observeDeadLetter: () => {
      const delay = delays[seen++];
      if (delay !== undefined) scheduler.after(delay, reconcile);
    },
  };
};

/** Longer than any reading of the dead-letter queues. */
const MOST_MILLISECONDS = 60 * 60 * 1000;
/** The limits of a call, as in `ops/target/clients.ts`. */
const TIMEOUT = { attempts: 2, milliseconds: 10_000 };

const loadReconcile = (
  { scheduler }: Context,
  environment: ExecutionEnvironment,
  network: ReturnType<typeof createNetwork>,
): Reconcile => {
  const connect = createConnect(network, environment);
  const now = (): number => scheduler.now() + environment.skew;
  const deps = { client: connect.dynamodb(TIMEOUT), tableName: 'orders', now };
  return createReconcile({
    store: createOrderStore(deps),
    records: createStuckRecords(deps),
    fetchBody: createClaimCheck({ client: connect.s3(TIMEOUT), bucketName: 'claim-checks' }).fetchBody,
    now,
    leaseMargin: 0, // simulated clocks differ by less than the margin of a lease
  });
};
