import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { callService } from './service-error.ts';

/** The number of messages in each queue, as SQS estimates it: visible, delayed and in flight. */
export type QueueDepths = () => Promise<Readonly<Record<string, number>>>;

export type QueueDepthsDeps = { readonly client: SQSClient; readonly queueUrls: Readonly<Record<string, string>> };

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
] as const;

export const createQueueDepths = ({ client, queueUrls }: QueueDepthsDeps): QueueDepths => {
  const depth = async (QueueUrl: string): Promise<number> => {
    const get = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...COUNTS] });
    const { Attributes = {} } = await callService('sqs', 'GetQueueAttributes', client.send(get));
    return COUNTS.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
  };
  return async () => {
    const named = Object.entries(queueUrls).map(async ([name, url]) => [name, await depth(url)] as const);
    return Object.fromEntries(await Promise.all(named));
  };
};
