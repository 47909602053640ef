import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DEFAULT_VISIBILITY_SECONDS, dlqNameOf, type Engine, receive } from '../../test/conformance/engine.ts';
import { createRandom } from '../engine/random.ts';
import { createScheduler } from '../engine/scheduler.ts';
import { createS3Model } from '../models/s3.ts';
import { createSnsModel } from '../models/sns.ts';
import { createSqsModel, type SqsModel } from '../models/sqs.ts';

const never = () => false;
const nothing = () => undefined;

/** The simulator's models without faults. */
export const openModels = async (): Promise<Engine> => {
  const scheduler = createScheduler(0);
  const queues = new Map<string, SqsModel>();
  const subscriptions: { readonly url: string; readonly type: string }[] = [];

  const toModel = (command: unknown): unknown => {
    const url = String(Object(Object(command).input).QueueUrl);
    return queues.get(url.split('/').at(-1)?.replace('dead-', '') ?? '')?.execute(command);
  };
  const over = (prototype: object, execute: (command: unknown) => unknown) =>
    Object.assign(Object.create(prototype), { send: async (command: unknown) => execute(command) });
  const sqs: SQSClient = over(SQSClient.prototype, toModel);
  const deliver = (MessageBody: string, type: string): void => {
    for (const { url: QueueUrl } of subscriptions.filter((subscription) => subscription.type === type))
      toModel(new SendMessageCommand({ QueueUrl, MessageBody }));
  };

  return {
    sqs,
    sns: over(SNSClient.prototype, createSnsModel({ failsEntry: never, deliver }).execute),
    s3: over(S3Client.prototype, createS3Model({ onPut: nothing }).execute),
    topicArn: 'events',
    bucketName: 'bucket',
    createQueue: async ({ name, visibilitySeconds = DEFAULT_VISIBILITY_SECONDS, maxReceiveCount = 1000 }) => {
      const dlq = dlqNameOf(name);
      const common = { visibilityMilliseconds: visibilitySeconds * 1000, maxReceiveCount };
      const declarations = [
        { name, dlq, ...common },
        { name: dlq, ...common },
      ];
      const quiet = {
        deliversTwice: never,
        oldHandleWorks: never,
        givesUp: never,
        onVisible: nothing,
        onAdded: nothing,
        onRemoved: nothing,
        onHidden: nothing,
      };
      const { now, after } = scheduler;
      queues.set(name, createSqsModel({ queues: declarations, random: createRandom(1), now, after, ...quiet }));
      return { url: `https://sqs.simulated/${name}`, dlqUrl: `https://sqs.simulated/${dlq}` };
    },
    subscribe: async (url, type) => {
      subscriptions.push({ url, type });
    },
    await: async (url) => {
      await scheduler.run(nothing);
      return receive(sqs, url);
    },
    close: async () => undefined,
  };
};
