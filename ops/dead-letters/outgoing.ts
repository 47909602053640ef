import { createHash } from 'node:crypto';
import type { MessageAttributeValue, SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { traceHeader } from '../../lambda/aws/trace-header.ts';
import type { Letter } from './letter.ts';

type Attributes = Readonly<Record<string, MessageAttributeValue>>;
/** The part of a letter that is sent, also from a backup. */
export type Content = Pick<Letter, 'messageId' | 'body' | 'attributes' | 'system'>;
export type Entry = Omit<SendMessageBatchRequestEntry, 'Id'>;
export type Outgoing =
  | { readonly kind: 'fits'; readonly entry: Entry; readonly bytes: number }
  /** The queue does not take so many bytes. */
  | { readonly kind: 'too-large'; readonly bytes: number };

export type Destination = {
  readonly fifo: boolean;
  /** The most bytes of a body with its attributes. */
  readonly maxBytes: number;
};

const MAX_ATTRIBUTES = 10;

/** The message that goes back to its source queue. It loses its `failure` if the queue would not take it with that. */
export const toSource = (letter: Content, destination: Destination): Outgoing => {
  const { failure, ...others } = letter.attributes;
  const unfolded = unfold(others);
  const whole = failure === undefined ? unfolded : { ...unfolded, failure };
  const fits = (attributes: Attributes): boolean =>
    Object.keys(attributes).length <= MAX_ATTRIBUTES && bytesOf(letter.body, attributes) <= destination.maxBytes;
  return outgoing(letter, fits(whole) ? whole : unfolded, { destination, purpose: 'redrive' });
};

/** Whether its source queue takes a letter without a change. A move task of SQS changes no attribute. */
export const fitsUnchanged = ({ body, attributes }: Content, { maxBytes }: Destination): boolean =>
  bytesOf(body, attributes) <= maxBytes;

/** The message that goes back to its dead-letter queue, unchanged. */
export const toDlq = (letter: Content, destination: Destination): Outgoing =>
  outgoing(letter, letter.attributes, { destination, purpose: 'restore' });

/**
 * A deduplication id of the dead letter: a second try within five minutes is dropped by SQS. Each quarantine makes a dead letter with
 * another id, so a later one of the same order is not dropped.
 */
const outgoing = (
  { messageId, body, system }: Content,
  attributes: Attributes,
  { destination, purpose }: { readonly destination: Destination; readonly purpose: string },
): Outgoing => {
  const bytes = bytesOf(body, attributes);
  if (bytes > destination.maxBytes) return { kind: 'too-large', bytes };
  const { MessageGroupId, AWSTraceHeader } = system;
  const deduplication = createHash('sha256').update(`${purpose} ${messageId}`).digest('hex');
  const entry = {
    MessageBody: body,
    MessageAttributes: { ...attributes },
    ...(MessageGroupId ? { MessageGroupId } : {}),
    ...(destination.fifo ? { MessageDeduplicationId: deduplication } : {}),
    ...traceHeader(AWSTraceHeader),
  };
  return { kind: 'fits', entry, bytes };
};

const foldedSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.record(
    v.string(),
    v.object({ dataType: v.string(), stringValue: v.optional(v.string()), binaryValue: v.optional(v.string()) }),
  ),
);

/** A quarantine folds ten attributes into one, `attributes`, to make room for `failure`. */
const unfold = ({ attributes: folded, ...others }: Attributes): Attributes => {
  if (!folded) return others;
  const { success, output } = v.safeParse(foldedSchema, folded.StringValue);
  const isFolded = success && Object.keys(others).length === 0 && Object.keys(output).length >= MAX_ATTRIBUTES;
  if (!isFolded) return { ...others, attributes: folded };
  return Object.fromEntries(
    Object.entries(output).map(([name, { dataType, stringValue, binaryValue }]) => [
      name,
      {
        DataType: dataType,
        ...(stringValue === undefined ? {} : { StringValue: stringValue }),
        ...(binaryValue === undefined ? {} : { BinaryValue: Buffer.from(binaryValue, 'base64') }),
      },
    ]),
  );
};

/** SQS counts the body, and the name, type and value of each attribute. */
const bytesOf = (body: string, attributes: Attributes): number =>
  Object.entries(attributes).reduce(
    (sum, [name, { DataType = '', StringValue = '', BinaryValue }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + (BinaryValue?.byteLength ?? 0),
    Buffer.byteLength(body),
  );
