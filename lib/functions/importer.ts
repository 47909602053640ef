import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { VariablesOf } from '../../lambda/environment.ts';
import type { importerVariables } from '../../lambda/importer/variables.ts';
import type { Config } from '../config.ts';
import type { ClaimCheckBucket } from '../constructs/claim-check-bucket.ts';
import type { ImportStore } from '../constructs/import-store.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import type { FunctionRoute } from '../constructs/shop-api.ts';
import { importNumbers } from '../imports.ts';
import { type OrderQueues, queueUrls } from '../order-queues.ts';

export interface ImporterProps {
  readonly config: Config;
  readonly queues: OrderQueues;
  readonly claimCheckBucket: ClaimCheckBucket;
  readonly importStore: ImportStore;
}

/** Makes orders of uploaded files: the worker of the queue `imports`, and the calls for staff about imports. */
export class Importer extends Construct {
  readonly function: IFunction;
  readonly logGroup: ILogGroup;
  readonly routes: readonly FunctionRoute[];
  readonly callLimits = importNumbers.callLimits;

  constructor(scope: Construct, id: string, props: ImporterProps) {
    super(scope, id);
    const { config, queues, claimCheckBucket, importStore } = props;
    const { timeout, stepTime, maxConcurrency } = importNumbers;
    // The id 'Default' adds nothing to the logical ids.
    const importer = new NodeFunction(this, 'Default', {
      folder: 'importer',
      description: 'Makes orders of uploaded files',
      timeout,
      logLevel: config.logLevel,
      logRetention: config.logRetention,
      removalPolicy: config.removalPolicy,
      environment: {
        IMPORTS_QUEUE_URL: importStore.uploads.queue.queueUrl,
        IMPORTS_DLQ_URL: importStore.uploads.dlq.queueUrl,
        IMPORTS_BUCKET_NAME: importStore.bucket.bucketName,
        ...queueUrls(queues),
        CLAIM_CHECK_BUCKET_NAME: claimCheckBucket.bucket.bucketName,
        CLAIM_CHECK_BYTES: String(config.claimCheck.aboveBytes),
        RECORD_MILLISECONDS: String(stepTime.toMilliseconds()),
      } satisfies VariablesOf<typeof importerVariables>,
    });
    this.function = importer.function;
    this.logGroup = importer.logGroup;
    this.routes = [
      { method: 'POST', path: '/imports', answeredBy: this.function, isStaffOnly: true },
      { method: 'GET', path: '/imports/{importId}', answeredBy: this.function, isStaffOnly: true },
    ];

    importStore.grantImport(this.function);
    claimCheckBucket.grantWrite(this.function);
    for (const queue of Object.values(queues)) queue.grantSend(this.function);
    // An import has the whole time of an invocation.
    importStore.uploads.addWorker(this.function, { timeout, batchSize: 1, maxConcurrency });
  }
}
