import type { SQSClient } from '@aws-sdk/client-sqs';
import { Consumer } from 'sqs-consumer';
import { isRefusal } from '../lambda/aws/service-error.ts';
import { describe, type Log } from '../lambda/log.ts';
import { POLL_SECONDS } from '../lib/worker-poll.ts';
import { createBackOff } from './back-off.ts';
import type { HandleBatch } from './handle-batch.ts';
import type { Shift } from './shift.ts';
import type { Source } from './source.ts';

export type ConsumerState = {
  readonly queue: string;
  /** When SQS last answered a poll, or when the consumer started. Milliseconds since 1970. */
  readonly answeredAt: number;
  /** Whether SQS has answered a poll. */
  readonly isConnected: boolean;
};

export type QueueConsumer = {
  state(): ConsumerState;
  /** Resolves after the end of the shift, once the last poll has ended and its batch is worked. */
  readonly ended: Promise<void>;
};

export type ConsumerDeps = {
  /** A client whose calls may take longer than a long poll. */
  readonly client: SQSClient;
  readonly handleBatch: HandleBatch;
  readonly shift: Shift;
  readonly now: () => number;
  readonly log: Log;
};

const BATCH_SIZE = 10;

/** Starts to poll a queue: one receive at a time, and the next one once its batch is worked. */
export const startConsumer = (source: Source, deps: ConsumerDeps): QueueConsumer => {
  const { client, handleBatch, shift, now, log } = deps;
  const backOff = createBackOff();
  let answeredAt = now();
  let isConnected = false;

  const consumer = Consumer.create({
    queueUrl: source.url,
    sqs: client,
    batchSize: BATCH_SIZE,
    waitTimeSeconds: POLL_SECONDS,
    messageSystemAttributeNames: ['All'],
    messageAttributeNames: ['All'],
    suppressFifoWarning: true, // the barista works a batch in rounds, which keep the order of a message group
    authenticationErrorTimeout: 0, // `backOff` has the pauses after all errors
    pollingCompleteWaitTimeMs: Number.MAX_SAFE_INTEGER,
    preReceiveMessageCallback: async () => {
      await backOff.wait(shift.over);
      shift.over.throwIfAborted(); // takes nothing new
    },
    postReceiveMessageCallback: async () => {
      backOff.succeed();
      answeredAt = now();
      isConnected = true;
    },
    handleMessageBatch: (messages) => handleBatch(source, messages),
  });

  consumer.on('error', (error, messages) => {
    if (messages !== undefined) return logFailedBatch(error);
    if (shift.over.aborted) return;
    const code = isRefusal(error.cause) ? 'refused' : 'unavailable';
    const call = { service: 'sqs', operation: 'ReceiveMessage' };
    log('warn', 'poll.failed', { queue: source.name, milliseconds: backOff.fail(), ...describe(error), ...call, code });
  });

  /** The batch threw, or its messages could not be deleted. They are visible after their visibility timeout. */
  const logFailedBatch = (error: Error): void =>
    log('warn', 'batch.failed', { queue: source.name, ...describe(error.cause ?? error) });

  // `once` of node:events would reject at the first failed poll, because a failed poll is an event `error`.
  const ended = new Promise<void>((resolve) => consumer.once('stopped', () => resolve()));
  // The poll in flight is not aborted: SQS would hide the messages of its answer until their visibility timeout.
  shift.over.addEventListener('abort', () => consumer.stop());
  consumer.start();
  return { ended, state: () => ({ queue: source.name, answeredAt, isConnected }) };
};
