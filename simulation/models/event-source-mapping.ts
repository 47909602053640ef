import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Context } from '../engine/context.ts';
import type { Invocation } from './invocation.ts';
import { type QueuedMessage, receiptHandleOf } from './message.ts';
import { subjectOfBody } from './subject.ts';

/** The queue that a mapping polls. */
export type PolledQueue = {
  /** Whether a message can be received. */
  ready(): boolean;
  receive(most: number): QueuedMessage[];
  remove(receiptHandle: string): void;
};

export type MappingDeps = {
  readonly name: string;
  readonly queue: PolledQueue;
  readonly batchSize: number;
  readonly concurrency: number;
  readonly invoke: (event: SQSEvent) => Promise<Invocation<SQSBatchResponse>>;
  /** The function failed, so SQS redelivers the whole batch. */
  readonly onBatchFailure: (error: unknown) => void;
};

/** An event source mapping: it polls while a message and a free invocation exist, and deletes the records that did not fail. */
export const createMapping = (context: Context, deps: MappingDeps) => {
  const { scheduler, random, happens } = context;
  const { name, queue, batchSize, concurrency, invoke, onBatchFailure } = deps;
  let running = 0;
  let polling = false;

  const removeRecords = (records: readonly SQSRecord[]): void => {
    for (const { receiptHandle } of records) if (!happens('delete lost')) queue.remove(receiptHandle);
  };

  const complete = (records: readonly SQSRecord[], invocation: Invocation<SQSBatchResponse>): void => {
    running -= 1;
    if (invocation.kind === 'failed') onBatchFailure(invocation.error);
    if (invocation.kind === 'answered') {
      const failed = new Set(invocation.answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      removeRecords(records.filter(({ messageId }) => !failed.has(messageId)));
    }
    wake();
  };

  const poll = (): void => {
    polling = false;
    if (running >= concurrency || !queue.ready()) return;
    const records = queue.receive(random.between(1, batchSize)).map((message) => recordOf(name, message));
    if (records.length > 0) {
      running += 1;
      countRecords(context, name, records);
      void invoke({ Records: records }).then((invocation) => complete(records, invocation));
    }
    wake();
  };

  /** Polls soon, if it does not poll yet and an invocation is free. */
  const wake = (): void => {
    if (polling || running >= concurrency) return;
    polling = true;
    scheduler.after(random.between(0, MOST_POLL_MILLISECONDS), poll);
  };
  return { wake };
};

const MOST_POLL_MILLISECONDS = 40;

const countRecords = ({ trace }: Context, name: string, records: readonly SQSRecord[]): void => {
  trace.count('invocations');
  trace.count('deliveries', records.length);
  for (const { body, attributes } of records) {
    const receiveCount = Number(attributes.ApproximateReceiveCount);
    if (receiveCount > 1) trace.count('redeliveries');
    trace.addStep(() => `${name}  delivers ${subjectOfBody(body)}, receive ${receiveCount}`);
  }
};

const recordOf = (name: string, message: QueuedMessage): SQSRecord => ({
  messageId: message.id,
  receiptHandle: receiptHandleOf(message),
  body: message.body,
  attributes: {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAt),
    SenderId: 'simulated',
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ...(message.group === undefined ? {} : { MessageGroupId: message.group }),
  },
  messageAttributes: Object.fromEntries(
    Object.entries(message.attributes).map(([key, value]) => [key, attributeOf(value)]),
  ),
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: `arn:aws:sqs:eu-central-1:000000000000:${name}`,
  awsRegion: 'eu-central-1',
});

const attributeOf = ({ StringValue, DataType = 'String' }: QueuedMessage['attributes'][string]) => ({
  dataType: DataType,
  ...(StringValue === undefined ? {} : { stringValue: StringValue }),
  stringListValues: [],
  binaryListValues: [],
});
