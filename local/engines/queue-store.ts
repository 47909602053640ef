import type { buildApp } from 'fauxqs';

export type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;
export type QueueStore = Stores['sqsStore'];
export type Queue = NonNullable<ReturnType<QueueStore['getQueueByName']>>;
export type StoredMessage = Queue['messages'][number];

type StoreModule<Name extends string, Store> = Readonly<Record<Name, new () => Store>>;

/** The stores of the engine. Its package exports their types only, so they are loaded from its files. */
export const createStores = async (): Promise<Stores> => {
  const load = (path: string) => import(new URL(path, import.meta.resolve('fauxqs')).href);
  const sqs: StoreModule<'SqsStore', Stores['sqsStore']> = await load('./sqs/sqsStore.js');
  const sns: StoreModule<'SnsStore', Stores['snsStore']> = await load('./sns/snsStore.js');
  const s3: StoreModule<'S3Store', Stores['s3Store']> = await load('./s3/s3Store.js');
  return { sqsStore: new sqs.SqsStore(), snsStore: new sns.SnsStore(), s3Store: new s3.S3Store() };
};

/** The queues from which SQS itself moved a message to its dead-letter queue. */
export type OriginalSources = Pick<WeakMap<StoredMessage, string>, 'get'>;

/**
 * Corrects the engine where it differs from SQS: queue URLs that resolve, counts that follow the visibility timeouts, and the
 * original source of each dead letter. Returns the ARNs of these sources.
 */
export const correctStore = (store: QueueStore, urlOf: (name: string) => string): OriginalSources => {
  const sources = new WeakMap<StoredMessage, string>();
  const createQueue = store.createQueue.bind(store);
  store.buildQueueUrl = urlOf;
  store.createQueue = (...args) => {
    const queue = createQueue(...args);
    countByTime(queue);
    recordSource(queue, sources);
    return queue;
  };
  return sources;
};

/** The engine ends delays and visibility timeouts at a receive only. Without a receive, its counts do not change. */
const countByTime = (queue: Queue): void => {
  const getAllAttributes = queue.getAllAttributes.bind(queue);
  queue.getAllAttributes = (names) => {
    queue.processTimers();
    return getAllAttributes(names);
  };
};

/** The engine moves a message within a receive, without a trace of its source. */
const recordSource = (queue: Queue, sources: WeakMap<StoredMessage, string>): void => {
  const dequeue = queue.dequeue.bind(queue);
  queue.dequeue = (count, visibilitySeconds, findDlq) =>
    dequeue(count, visibilitySeconds, (dlqArn) => {
      const dlq = findDlq?.(dlqArn);
      if (!dlq) return undefined;
      return Object.assign(Object.create(dlq), {
        enqueue: (message: StoredMessage) => {
          sources.set(message, queue.arn);
          dlq.enqueue(message);
        },
      });
    });
};
