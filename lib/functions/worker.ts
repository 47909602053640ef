import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { queueWorkerVariables, VariablesOf } from '../../lambda/environment.ts';
import type { Config } from '../config.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import type { WorkerQueue } from '../worker-queue.ts';
import type { WorkerDefinition } from '../workers.ts';

export type WorkerProps = WorkerQueue & { readonly config: Config };

/** The function of a definition of `workers.ts`: it works one queue, with the permissions of its definition. */
export class Worker extends Construct {
  readonly definition: WorkerDefinition;
  readonly function: IFunction;
  readonly logGroup: ILogGroup;

  constructor(scope: Construct, id: string, { config, definition, workQueue }: WorkerProps) {
    super(scope, id);
    this.definition = definition;
    const { timeout, recordTime, batchSize, maxConcurrency, environment, grants = [] } = definition;
    // The id 'Default' adds nothing to the logical ids.
    const worker = new NodeFunction(this, 'Default', {
      folder: definition.function,
      description: definition.description,
      timeout,
      logLevel: config.logLevel,
      logRetention: config.logRetention,
      removalPolicy: config.removalPolicy,
      environment: {
        ...environment,
        ...({
          WORK_QUEUE_URL: workQueue.queue.queueUrl,
          WORK_DLQ_URL: workQueue.dlq.queueUrl,
          RECORD_MILLISECONDS: String(recordTime.toMilliseconds()),
        } satisfies VariablesOf<typeof queueWorkerVariables>),
      },
    });
    this.function = worker.function;
    this.logGroup = worker.logGroup;

    for (const { actions, resources } of grants)
      Grant.addToPrincipal({ grantee: this.function, actions: [...actions], resourceArns: [...resources] });
    workQueue.addWorker(this.function, { timeout, batchSize, maxConcurrency });
  }
}
