import { setTimeout as after } from 'node:timers/promises';
import type { SQSEvent, SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import * as v from 'valibot';
import type { MappingResource } from '../template/lambda.ts';
import { region } from '../template/return-values.ts';
import type { LocalFunction } from './function.ts';
import type { Message, Queue } from './queue-client.ts';

export type MappingOptions = {
  readonly queue: Queue;
  readonly worker: LocalFunction;
  readonly mostInFlight: number;
  readonly signal: AbortSignal;
  readonly onError: (error: unknown) => void;
};

export type Mapping = { state(): { readonly queue: string; readonly inFlight: number; readonly received: number } };

const GATHER_MILLISECONDS = 40;
const RETRY_MILLISECONDS = 500;
const MOST_PER_CALL = 10;

const responseSchema = v.nullish(
  v.object({ batchItemFailures: v.nullish(v.array(v.object({ itemIdentifier: v.string() }))) }),
);

const attributes = (values: Message['MessageAttributes']): SQSMessageAttributes =>
  Object.fromEntries(
    Object.entries(values).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        dataType: DataType,
        stringListValues: [],
        binaryListValues: [],
        ...(StringValue === undefined ? {} : { stringValue: StringValue }),
        ...(BinaryValue === undefined ? {} : { binaryValue: BinaryValue }),
      },
    ]),
  );

/** A message as a mapping hands it to its function. */
const toRecord = (message: Message, eventSourceARN: string): SQSRecord => ({
  messageId: message.MessageId,
  receiptHandle: message.ReceiptHandle,
  body: message.Body,
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '',
    SenderId: '',
    ApproximateFirstReceiveTimestamp: '',
    ...message.Attributes,
  },
  messageAttributes: attributes(message.MessageAttributes),
  md5OfBody: message.MD5OfBody,
  eventSource: 'aws:sqs',
  eventSourceARN,
  awsRegion: region,
});

/**
 * Which messages may be deleted, by what the function answered: those it does not name as failed. A name that is not in the
 * batch, or an answer that is none, fails them all.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
const succeeded = (records: readonly SQSRecord[], value: unknown, partial: boolean): readonly SQSRecord[] => {
  if (!partial) return records;
  const response = v.safeParse(responseSchema, value);
  if (!response.success) return [];
  const failed = new Set(response.output?.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier));
  const known = new Set(records.map(({ messageId }) => messageId));
  if ([...failed].some((messageId) => !known.has(messageId))) return [];
  return records.filter(({ messageId }) => !failed.has(messageId));
};

/** Plays an event source mapping: polls its queue, one poll at a time, and has the function work what comes. */
export const startMapping = (declaration: MappingResource, options: MappingOptions): Mapping => {
  const { queue, worker, signal } = options;
  const { EventSourceArn, BatchSize, FunctionResponseTypes, ScalingConfig } = declaration;
  const partial = FunctionResponseTypes.includes('ReportBatchItemFailures');
  const most = Math.min(options.mostInFlight, ScalingConfig?.MaximumConcurrency ?? options.mostInFlight);
  const inFlight = new Set<Promise<void>>();
  let received = 0;

  /** A short batch waits a moment for company: many small invocations cost more than a few full ones. */
  const gather = async (): Promise<Message[]> => {
    const first = await queue.receive(BatchSize, 2);
    if (first.length === 0 || first.length >= BatchSize) return first;
    await after(GATHER_MILLISECONDS);
    const second = await queue.receive(BatchSize - first.length, 0).catch((error: unknown) => {
      options.onError(error);
      return [];
    });
    return [...first, ...second];
  };

  const work = async (messages: readonly Message[]): Promise<void> => {
    const records = messages.map((message) => toRecord(message, EventSourceArn));
    const invocation = await worker.invoke({ Records: records } satisfies SQSEvent);
    const done = invocation.kind === 'answered' ? succeeded(records, invocation.value, partial) : [];
    for (let at = 0; at < done.length; at += MOST_PER_CALL)
      await queue.remove(done.slice(at, at + MOST_PER_CALL).map(({ receiptHandle }) => receiptHandle));
  };

  const poll = async (): Promise<void> => {
    const messages = await gather();
    if (messages.length === 0) return;
    received += messages.length;
    const working = work(messages)
      .catch(options.onError)
      .finally(() => inFlight.delete(working));
    inFlight.add(working);
    if (inFlight.size >= most) await Promise.race(inFlight);
  };

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await poll();
      } catch (error) {
        options.onError(error);
        await after(RETRY_MILLISECONDS);
      }
    }
  };
  void run();
  return { state: () => ({ queue: EventSourceArn.split(':').at(-1) ?? '', inFlight: inFlight.size, received }) };
};
