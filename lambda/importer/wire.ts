import type { APIGatewayProxyResult, Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { ApiRequest } from '../api/request.ts';
import { createBulkOrderQueue } from '../aws/bulk-order-queue.ts';
import { createClaimCheck } from '../aws/claim-check.ts';
import type { Connect } from '../aws/connect.ts';
import { createImportStore } from '../aws/import-store.ts';
import { createSourceQueues } from '../aws/source-queues.ts';
import { createBatch } from '../batch/batch.ts';
import { numberOf, type VariablesOf } from '../environment.ts';
import type { Log } from '../log.ts';
import { queuesWithout } from '../order/optional-queues.ts';
import { createDesk } from './desk.ts';
import { createImporter } from './importer.ts';
import { inspect } from './inspect.ts';
import { importerTimeouts } from './limits.ts';
import type { importerVariables } from './variables.ts';

export type ImporterWiring = {
  readonly environment: VariablesOf<typeof importerVariables>;
  readonly connect: Connect<'sqs' | 's3'>;
  readonly now: () => number;
  readonly newId: () => string;
  readonly log: Log;
};

type RemainingTime = Pick<Context, 'getRemainingTimeInMillis'>;

/** The importer: answers the calls about imports, and consumes the queue `imports`. */
export const wireImporter = ({ environment, connect, now, newId, log }: ImporterWiring) => {
  const client = connect.sqs(importerTimeouts.queue);
  const s3 = connect.s3(importerTimeouts.bucket);
  const store = createImportStore({ client: s3, bucketName: environment.IMPORTS_BUCKET_NAME });
  const queueUrls = {
    orders: environment.ORDERS_QUEUE_URL,
    tabs: environment.TABS_QUEUE_URL,
    pickups: environment.PICKUPS_QUEUE_URL,
  };
  const without = queuesWithout(queueUrls);
  const queue = createBulkOrderQueue({
    client,
    claimCheck: createClaimCheck({ client: s3, bucketName: environment.CLAIM_CHECK_BUCKET_NAME }),
    offloadAboveBytes: numberOf('CLAIM_CHECK_BYTES', environment),
    queueUrls,
    now,
  });
  const queues = [{ queueUrl: environment.IMPORTS_QUEUE_URL, dlqUrl: environment.IMPORTS_DLQ_URL }];
  const sourceQueues = createSourceQueues({ client, queues });
  const stepMilliseconds = numberOf('RECORD_MILLISECONDS', environment);
  const answer = createDesk({ store, newId, now, log });

  const work = (event: SQSEvent, context: RemainingTime): Promise<SQSBatchResponse> => {
    const remainingMilliseconds = () => context.getRemainingTimeInMillis();
    const importerDeps = {
      ...{ store, queue, without, stepMilliseconds, now, log },
      ...sourceQueues,
      remainingMilliseconds,
    };
    const workBatch = createBatch({
      ...sourceQueues,
      handleRecord: createImporter(importerDeps),
      inspect,
      recordMilliseconds: stepMilliseconds,
      maxReceives: Number.POSITIVE_INFINITY, // each invocation is a receive, so a long import has many
      now,
      log,
    });
    return workBatch(event, context);
  };

  return (event: ApiRequest | SQSEvent, context: RemainingTime): Promise<APIGatewayProxyResult | SQSBatchResponse> =>
    'Records' in event ? work(event, context) : answer(event);
};
