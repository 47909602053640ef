import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { openTarget } from '../journey/support/open.ts';
import { arnOf } from '../journey/support/orders.ts';
import type { Target } from '../journey/support/target.ts';
import { DEFAULT_VISIBILITY_SECONDS, dlqNameOf, type Engine, type QueueOptions, receive } from './engine.ts';

const WAIT_SECONDS = 5;

/** The services of the target of this run: the embedded engines, LocalStack or AWS. */
export const openServices = async (): Promise<Engine> => {
  const { target, close } = await openTarget();
  const { sqs, sns, s3 } = target;
  const bucketName = 'conformance';
  await s3.send(new CreateBucketCommand({ Bucket: bucketName }));
  const { TopicArn: topicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'conformance' }));

  return {
    sqs,
    sns,
    s3,
    topicArn,
    bucketName,
    createQueue: (options) => createQueue(target, options),
    subscribe: async (queueUrl, type) => {
      const Attributes = { RawMessageDelivery: 'true', FilterPolicy: JSON.stringify({ type: [type] }) };
      const Endpoint = await arnOf(target, queueUrl);
      await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint, Attributes }));
    },
    await: (url) => receive(sqs, url, WAIT_SECONDS),
    close,
  };
};

/** Creates a queue and its dead-letter queue on a target. */
export const createQueue = async (target: Target, options: QueueOptions) => {
  const { name, visibilitySeconds = DEFAULT_VISIBILITY_SECONDS, maxReceiveCount = 1000 } = options;
  const dlqUrl = await create(target, dlqNameOf(name), {});
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: await arnOf(target, dlqUrl), maxReceiveCount });
  const url = await create(target, name, { VisibilityTimeout: String(visibilitySeconds), RedrivePolicy });
  return { url, dlqUrl };
};

const create = async (
  { sqs }: Target,
  QueueName: string,
  attributes: Readonly<Record<string, string>>,
): Promise<string> => {
  const fifo = QueueName.endsWith('.fifo')
    ? { FifoQueue: 'true', DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' }
    : {};
  const { QueueUrl = '' } = await sqs.send(
    new CreateQueueCommand({ QueueName, Attributes: { ...attributes, ...fifo } }),
  );
  return QueueUrl;
};
