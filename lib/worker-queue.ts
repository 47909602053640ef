import { CfnOutput, type Stack } from 'aws-cdk-lib';
import { SubscriptionFilter, type Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { WorkQueue, type WorkQueueProps } from './constructs/work-queue.ts';
import { derivedTimes } from './times.ts';
import { NO_WINDOW } from './visibility-timeout.ts';
import { capitalized, type WorkerDefinition } from './workers.ts';

/** A definition, and its queue in a stage. */
export type WorkerQueue = { readonly definition: WorkerDefinition; readonly workQueue: WorkQueue };

export type WorkerQueueProps = Omit<WorkQueueProps, 'visibilityTimeout' | 'fifo'> & { readonly orderEvents: Topic };

/** Adds the queue of a worker to the stack that holds the data, with its subscription, its outputs and its exports. */
export const addWorkerQueue = (
  stack: Stack,
  definition: WorkerDefinition,
  { orderEvents, ...props }: WorkerQueueProps,
): WorkerQueue => {
  const { queue: name, timeout, fifo = false, events = [] } = definition;
  const id = capitalized(name);
  const { visibilityTimeout } = derivedTimes({ timeout, batchingWindow: NO_WINDOW });
  const workQueue = new WorkQueue(stack, id, { ...props, visibilityTimeout, fifo });
  const { queue, dlq } = workQueue;
  if (events.length > 0)
    orderEvents.addSubscription(
      new SqsSubscription(queue, {
        rawMessageDelivery: true,
        filterPolicy: { type: SubscriptionFilter.stringFilter({ allowlist: [...events] }) },
        deadLetterQueue: dlq,
      }),
    );
  new CfnOutput(stack, `${id}QueueUrl`, { value: queue.queueUrl });
  new CfnOutput(stack, `${id}DlqUrl`, { value: dlq.queueUrl });
  for (const { queueArn, queueName, queueUrl } of [queue, dlq])
    for (const value of [queueArn, queueName, queueUrl]) stack.exportValue(value);
  return { definition, workQueue };
};
