import * as v from 'valibot';
import { requestsOf } from '../usage.ts';
import type { World } from './clients.ts';

type Answer = (input: unknown) => object;

const attributesSchema = v.optional(v.record(v.string(), v.object({ StringValue: v.string() })), {});
type Attributes = v.InferOutput<typeof attributesSchema>;

const sendSchema = v.object({
  QueueUrl: v.string(),
  MessageBody: v.string(),
  MessageAttributes: attributesSchema,
  MessageGroupId: v.optional(v.string()),
  DelaySeconds: v.optional(v.number(), 0),
});
const queueSchema = v.object({ QueueUrl: v.string() });
const entriesSchema = v.object({
  PublishBatchRequestEntries: v.array(
    v.object({ Message: v.string(), MessageAttributes: v.object({ type: v.object({ StringValue: v.string() }) }) }),
  ),
});
const objectSchema = v.object({ Key: v.string(), Body: v.optional(v.string(), '') });

const bytesOf = (body: string, attributes: Attributes): number =>
  Object.entries(attributes).reduce(
    (sum, [name, { StringValue }]) => sum + Buffer.byteLength(name) + Buffer.byteLength(StringValue),
    Buffer.byteLength(body),
  );

/** The answers of the services other than the store. Each counts what AWS charges for the call. */
export const answersOf = (world: World): Readonly<Record<string, Answer>> => {
  const objects = new Map<string, string>();
  const { observe } = world;
  return {
    'sqs SendMessage': (input) => {
      const { QueueUrl, MessageBody, MessageAttributes, MessageGroupId, DelaySeconds } = v.parse(sendSchema, input);
      const queue = QueueUrl.split('/').at(-1) ?? '';
      const bytes = bytesOf(MessageBody, MessageAttributes);
      world.onSend({ queue, body: MessageBody, bytes, group: MessageGroupId, delaySeconds: DelaySeconds });
      return { MessageId: MESSAGE_ID };
    },
    'sqs ChangeMessageVisibilityBatch': (input) => {
      const { QueueUrl } = v.parse(queueSchema, input);
      observe('messages hidden', QueueUrl.endsWith('.fifo') ? 'fifo-request' : 'queue-request', 1);
      return {};
    },
    'sns PublishBatch': (input) => {
      const { PublishBatchRequestEntries: entries } = v.parse(entriesSchema, input);
      const events = entries.map(({ Message, MessageAttributes }) => ({
        type: MessageAttributes.type.StringValue,
        body: Message,
      }));
      const bytes = entries.reduce(
        (sum, { Message, MessageAttributes }) => sum + bytesOf(Message, MessageAttributes),
        0,
      );
      observe(`event ${[...new Set(events.map(({ type }) => type))].join(' and ')}`, 'publish', requestsOf(bytes));
      world.onPublish(events);
      return { Failed: [] };
    },
    's3 PutObject': (input) => {
      const { Key, Body } = v.parse(objectSchema, input);
      objects.set(Key, Body);
      observe('body of a long order', 'object-put', 1);
      world.onStore(Buffer.byteLength(Body));
      return {};
    },
    's3 GetObject': (input) => {
      const body = objects.get(v.parse(objectSchema, input).Key) ?? '';
      observe('body of a long order', 'object-get', 1);
      return { ContentLength: Buffer.byteLength(body), Body: { transformToString: async () => body } };
    },
    'ses SendEmail': () => {
      observe('mail', 'mail', 1);
      return {};
    },
  };
};

/** SQS's ids have the length of a UUID. */
const MESSAGE_ID = '00000000-0000-4000-8000-000000000000';
