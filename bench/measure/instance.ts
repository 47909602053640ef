import { type EventEmitter, once } from 'node:events';
import { pathToFileURL } from 'node:url';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Cloud } from '../aws/cloud.ts';
import type { Kind } from '../contestants.ts';
import { type Delivery, newContext, recordOf } from './messages.ts';

/** One running copy of a contestant, such as a Lambda environment. */
export type Instance = {
  /** Hands over a batch. Answers the ids of the messages that the contestant did not acknowledge. */
  readonly deliver: (batch: readonly Delivery[]) => Promise<readonly string[]>;
  readonly stop: () => void;
};

type Modules = {
  readonly handler: (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;
  readonly consumer: EventEmitter & { readonly stop: () => void };
};

let instances = 0;

/** Loads a contestant. Each call loads its module anew. */
export const startInstance = async (entry: string, kind: Kind, cloud: Cloud): Promise<Instance> => {
  instances += 1;
  const module: Modules = await import(`${pathToFileURL(entry)}?instance=${instances}`);
  return kind === 'poller' ? pollerOf(module.consumer, cloud) : handlerOf(module.handler);
};

const handlerOf = (handler: Modules['handler']): Instance => ({
  deliver: async (batch) => {
    try {
      const { batchItemFailures } = await handler({ Records: batch.map(recordOf) }, newContext());
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    } catch {
      return batch.map(({ messageId }) => messageId); // Lambda returns the whole batch to the queue
    }
  },
  stop: () => {},
});

const pollerOf = (consumer: Modules['consumer'], { sqs }: Cloud): Instance => ({
  deliver: async (batch) => {
    const processed = once(consumer, 'response_processed');
    sqs.deliver(batch);
    await processed;
    return batch.map(({ messageId }) => messageId).filter((id) => !sqs.deleted.has(id));
  },
  stop: () => consumer.stop(),
});
