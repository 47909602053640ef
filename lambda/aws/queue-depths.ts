import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { callService } from './service-error.ts';

/** The number of messages in a queue and in its dead-letter queue, as SQS estimates it: visible, delayed and in flight. */
export type QueueDepth = {
  readonly waiting: PromiseSettledResult<number>;
  readonly deadLetters: PromiseSettledResult<number>;
};

/** Reads the depth of each queue. A number that cannot be read is a ServiceError. */
export type QueueDepths = () => Promise<Readonly<Record<string, QueueDepth>>>;

export type QueueDepthsDeps = {
  readonly client: SQSClient;
  /** A queue that the shop does without has no URLs. */
  readonly queues: Readonly<Record<string, { readonly url: string | undefined; readonly dlqUrl: string | undefined }>>;
};

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
] as const;

export const createQueueDepths = ({ client, queues }: QueueDepthsDeps): QueueDepths => {
  const count = async (QueueUrl: string | undefined): Promise<number> => {
    const get = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...COUNTS] });
    const { Attributes = {} } = await callService('sqs', 'GetQueueAttributes', client.send(get));
    return COUNTS.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
  };
  return async () => {
    const present = Object.entries(queues).filter(([, { url }]) => url !== undefined);
    const depths = present.map(async ([name, { url, dlqUrl }]) => {
      const [waiting, deadLetters] = await Promise.allSettled([count(url), count(dlqUrl)]);
      return [name, { waiting, deadLetters }] as const;
    });
    return Object.fromEntries(await Promise.all(depths));
  };
};
