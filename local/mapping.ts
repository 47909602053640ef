import { setTimeout as after } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  type Message,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import * as v from 'valibot';
import type { MappingDeclaration } from './declared.ts';
import type { LocalFunction } from './function.ts';
import { region } from './identity.ts';

export type MappingOptions = {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly worker: LocalFunction;
  readonly mostInFlight: number;
  readonly signal: AbortSignal;
  readonly onError: (error: unknown) => void;
};

export type Mapping = { state(): { readonly queue: string; readonly inFlight: number; readonly received: number } };

const GATHER_MILLISECONDS = 40;
const RETRY_MILLISECONDS = 500;
const MOST_PER_RECEIVE = 10;

const responseSchema = v.nullish(
  v.object({ batchItemFailures: v.nullish(v.array(v.object({ itemIdentifier: v.string() }))) }),
);

const attribute = ({ DataType = 'String', StringValue, BinaryValue }: MessageAttributeValue) => ({
  dataType: DataType,
  stringListValues: [],
  binaryListValues: [],
  ...(StringValue === undefined ? {} : { stringValue: StringValue }),
  ...(BinaryValue === undefined ? {} : { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
});

const attributes = (values: Record<string, MessageAttributeValue>): SQSMessageAttributes =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, attribute(value)]));

/** A message as a mapping hands it to its function. */
const toRecord = (message: Message, eventSourceARN: string): SQSRecord => ({
  messageId: message.MessageId ?? '',
  receiptHandle: message.ReceiptHandle ?? '',
  body: message.Body ?? '',
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '',
    SenderId: '',
    ApproximateFirstReceiveTimestamp: '',
    ...message.Attributes,
  },
  messageAttributes: attributes(message.MessageAttributes ?? {}),
  md5OfBody: message.MD5OfBody ?? '',
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
export const startMapping = (declaration: MappingDeclaration, options: MappingOptions): Mapping => {
  const { client, queueUrl, worker, signal } = options;
  const { EventSourceArn, BatchSize, FunctionResponseTypes, ScalingConfig } = declaration;
  const partial = FunctionResponseTypes.includes('ReportBatchItemFailures');
  const most = Math.min(options.mostInFlight, ScalingConfig?.MaximumConcurrency ?? options.mostInFlight);
  const inFlight = new Set<Promise<void>>();
  let received = 0;

  const receive = async (atMost: number, waitSeconds: number): Promise<Message[]> => {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: Math.min(MOST_PER_RECEIVE, atMost),
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    );
    return Messages;
  };

  /** A short batch waits a moment for company: many small invocations cost more than a few full ones. */
  const gather = async (): Promise<Message[]> => {
    const first = await receive(BatchSize, 2);
    if (first.length === 0 || first.length >= BatchSize) return first;
    await after(GATHER_MILLISECONDS);
    const second = await receive(BatchSize - first.length, 0).catch((error: unknown) => {
      options.onError(error);
      return [];
    });
    return [...first, ...second];
  };

  const work = async (messages: readonly Message[]): Promise<void> => {
    const records = messages.map((message) => toRecord(message, EventSourceArn));
    const invocation = await worker.invoke({ Records: records } satisfies SQSEvent);
    const done = invocation.kind === 'answered' ? succeeded(records, invocation.value, partial) : [];
    for (let at = 0; at < done.length; at += MOST_PER_RECEIVE)
      await client.send(
        new DeleteMessageBatchCommand({
          QueueUrl: queueUrl,
          Entries: done
            .slice(at, at + MOST_PER_RECEIVE)
            .map(({ receiptHandle }, n) => ({ Id: String(n), ReceiptHandle: receiptHandle })),
        }),
      );
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
