import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Context } from '../engine/context.ts';
import { subjectOfBody } from '../engine/trace.ts';
import type { Invocation } from './lambda.ts';
import { type QueuedMessage, receiptHandleOf } from './message.ts';
import type { SqsModel } from './sqs.ts';

export type MappingDeps = {
  readonly sqs: SqsModel;
  readonly queue: string;
  readonly batchSize: number;
  readonly concurrency: number;
  readonly invoke: (event: SQSEvent) => Promise<Invocation<SQSBatchResponse>>;
  /** A batch came back as a whole: what a partial batch response is there to prevent. */
  readonly onWhole: (error: unknown) => void;
};

const SLOWEST_POLL = 40;

const attributeOf = ({ StringValue, DataType = 'String' }: QueuedMessage['attributes'][string]) => ({
  dataType: DataType,
  ...(StringValue === undefined ? {} : { stringValue: StringValue }),
  stringListValues: [],
  binaryListValues: [],
});

const recordOf = (queue: string, message: QueuedMessage): SQSRecord => ({
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
    Object.entries(message.attributes).map(([name, value]) => [name, attributeOf(value)]),
  ),
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: `arn:aws:sqs:eu-central-1:000000000000:${queue}`,
  awsRegion: 'eu-central-1',
});

/** An event source mapping: polls while there is a message and a place to work it, and deletes what was not reported as failed. */
export const createMapping = (
  { scheduler, random, trace, chance }: Context,
  { sqs, queue, batchSize, concurrency, invoke, onWhole }: MappingDeps,
) => {
  let running = 0;
  let polling = false;

  const remove = (records: readonly SQSRecord[]): void => {
    for (const { receiptHandle } of records) if (!chance('delete lost')) sqs.remove(queue, receiptHandle);
  };

  const done = (records: readonly SQSRecord[], invocation: Invocation<SQSBatchResponse>): void => {
    running -= 1;
    if (invocation.kind === 'failed') onWhole(invocation.error);
    if (invocation.kind === 'answered') {
      const failed = new Set(invocation.answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      remove(records.filter(({ messageId }) => !failed.has(messageId)));
    }
    wake();
  };

  const poll = (): void => {
    polling = false;
    if (running >= concurrency || !sqs.ready(queue)) return;
    const records = sqs.receive(queue, random.between(1, batchSize)).map((message) => recordOf(queue, message));
    if (records.length > 0) {
      running += 1;
      trace.count('invocations');
      trace.count('deliveries', records.length);
      for (const { body, attributes } of records) {
        const count = Number(attributes.ApproximateReceiveCount);
        if (count > 1) trace.count('redeliveries');
        trace.step(() => `${queue}  delivers ${subjectOfBody(body)}, receive ${count}`);
      }
      void invoke({ Records: records }).then((invocation) => done(records, invocation));
    }
    wake();
  };

  /** There may be something to receive. */
  const wake = (): void => {
    if (polling || running >= concurrency) return;
    polling = true;
    scheduler.after(random.between(0, SLOWEST_POLL), poll);
  };
  return { wake };
};
