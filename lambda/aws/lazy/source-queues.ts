import type { ClientTimeout } from '../client-options.ts';
import type { Forward, SourceQueues, SourceQueuesDeps } from '../source-queues.ts';
import { type Load, loadOnce } from './load.ts';

export type LazySourceQueuesDeps = Omit<SourceQueuesDeps, 'client'> & {
  readonly load: Load<'sqs'>;
  readonly timeout: ClientTimeout;
};

/** The queues of a function, and how it forwards messages to another queue, over one client. */
export type LazySourceQueues = {
  readonly sourceQueues: SourceQueues;
  readonly forwardTo: (queueUrl: string) => Forward;
};

/** Source queues that load SQS for the first message that fails. Lambda itself deletes the others. */
export const createLazySourceQueues = ({ load, timeout, queues }: LazySourceQueuesDeps): LazySourceQueues => {
  const loaded = loadOnce('sqs', async () => {
    const { connect, createSourceQueues, createForward } = await load.sqs();
    const client = connect(timeout);
    const forwardTo = (queueUrl: string) => createForward({ client, queueUrl });
    return { ...createSourceQueues({ client, queues }), forwardTo };
  });
  return {
    sourceQueues: {
      setVisibility: async (failed) => (await loaded()).setVisibility(failed),
      sendToDlq: async (record, failure) => (await loaded()).sendToDlq(record, failure),
    },
    forwardTo: (queueUrl) => async (record) => (await loaded()).forwardTo(queueUrl)(record),
  };
};
