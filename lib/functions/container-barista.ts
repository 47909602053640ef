import { Duration, Stack } from 'aws-cdk-lib';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { longestCall } from '../../lambda/aws/client-options.ts';
import type { VariablesOf } from '../../lambda/environment.ts';
import { ContainerWorker } from '../constructs/container-worker.ts';
import { workerImage } from '../worker-image.ts';
import { pollTimeout } from '../worker-poll.ts';
import { workerQueues, type workerVariables } from '../worker-variables.ts';
import { type BaristaProps, baristaEnvironment, grantBaristaCalls } from './barista.ts';

/** A poll of SQS that began just before the signal, and its retry, or the deletion after a batch, which has the same client. */
const LONGEST_POLL = Duration.millis(longestCall(pollTimeout));

/** Makes orders like {@link Barista}, with its permissions, in tasks that poll the queues. */
export class ContainerBarista extends Construct {
  readonly service: FargateService;
  readonly logGroup: ILogGroup;

  constructor(scope: Construct, id: string, props: BaristaProps) {
    super(scope, id);
    const { config } = props;
    const { timeout } = config.barista;
    const names = workerQueues.filter((name) => props.queues[name]);
    const queues = Object.values(props.queues);
    const worker = new ContainerWorker(this, 'Default', {
      name: `${config.prefix}-barista`,
      component: 'barista',
      image: workerImage(),
      environment: {
        ...baristaEnvironment(props),
        AWS_REGION: Stack.of(this).region,
        WORKER_TIMEOUT_MILLISECONDS: String(timeout.toMilliseconds()),
        WORKER_QUEUES: names.join(','),
        WORKER_CONCURRENCY: String(config.containers.concurrency),
        WORKER_LOG_LEVEL: config.logLevel,
      } satisfies Omit<VariablesOf<readonly [...typeof workerVariables, 'AWS_REGION']>, 'WORKER_HEALTH_PORT'>,
      stopTime: LONGEST_POLL.plus(timeout),
      queues: queues.map(({ queue }) => queue),
      containers: config.containers,
      logRetention: config.logRetention,
      removalPolicy: config.removalPolicy,
    });
    this.service = worker.service;
    this.logGroup = worker.logGroup;
    grantBaristaCalls(props, worker.grantee);
    for (const queue of queues) queue.grantWork(worker.grantee);
  }
}
