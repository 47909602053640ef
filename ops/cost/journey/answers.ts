import * as v from 'valibot';
import { REPORT_PREFIX, UPLOAD_PREFIX } from '../../../lambda/importer/limits.ts';
import { requestsOf } from '../usage.ts';
import type { Sent, World } from './clients.ts';

type Answer = (input: unknown) => object;

const attributesSchema = v.optional(v.record(v.string(), v.object({ StringValue: v.string() })), {});
type Attributes = v.InferOutput<typeof attributesSchema>;

const messageSchema = v.object({
  MessageBody: v.string(),
  MessageAttributes: attributesSchema,
  MessageGroupId: v.optional(v.string()),
  DelaySeconds: v.optional(v.number(), 0),
});
const sendSchema = v.object({ ...messageSchema.entries, QueueUrl: v.string() });
const sendBatchSchema = v.object({ QueueUrl: v.string(), Entries: v.array(messageSchema) });
const queueSchema = v.object({ QueueUrl: v.string() });
const entriesSchema = v.object({
  PublishBatchRequestEntries: v.array(
    v.object({ Message: v.string(), MessageAttributes: v.object({ type: v.object({ StringValue: v.string() }) }) }),
  ),
});
const objectSchema = v.object({
  Key: v.string(),
  Body: v.optional(v.union([v.string(), v.instance(Buffer)]), ''),
  Range: v.optional(v.string(), ''),
});

const bytesOf = (body: string, attributes: Attributes): number =>
  Object.entries(attributes).reduce(
    (sum, [name, { StringValue }]) => sum + Buffer.byteLength(name) + Buffer.byteLength(StringValue),
    Buffer.byteLength(body),
  );

/** The answers of the services other than the store. Each counts what AWS charges for the call. */
export const answersOf = (world: World): Readonly<Record<string, Answer>> => {
  const objects = new Map<string, Buffer>();
  const { observe } = world;
  return {
    'sqs SendMessage': (input) => {
      const { QueueUrl, ...message } = v.parse(sendSchema, input);
      world.onSend([sentTo(QueueUrl, message)]);
      return { MessageId: MESSAGE_ID };
    },
    'sqs SendMessageBatch': (input) => {
      const { QueueUrl, Entries } = v.parse(sendBatchSchema, input);
      world.onSend(Entries.map((message) => sentTo(QueueUrl, message)));
      return { Failed: [] };
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
      objects.set(Key, Buffer.from(Body));
      observe(objectOf(Key), 'object-put', 1);
      if (!isOfImport(Key)) world.onStore(Buffer.byteLength(Body));
      return { ETag: 'content' };
    },
    's3 GetObject': (input) => {
      const { Key, Range } = v.parse(objectSchema, input);
      const body = rangeOf(objects.get(Key) ?? Buffer.alloc(0), Range);
      observe(objectOf(Key), 'object-get', 1);
      const transforms = { transformToString: async () => body.toString(), transformToByteArray: async () => body };
      return { ContentLength: body.length, ETag: 'content', Body: transforms };
    },
    'ses SendEmail': () => {
      observe('mail', 'mail', 1);
      return {};
    },
  };
};

const sentTo = (queueUrl: string, message: v.InferOutput<typeof messageSchema>): Sent => ({
  queue: queueUrl.split('/').at(-1) ?? '',
  body: message.MessageBody,
  bytes: bytesOf(message.MessageBody, message.MessageAttributes),
  group: message.MessageGroupId,
  delaySeconds: message.DelaySeconds,
});

const isOfImport = (key: string): boolean => [UPLOAD_PREFIX, REPORT_PREFIX].some((prefix) => key.startsWith(prefix));
const objectOf = (key: string): string => (isOfImport(key) ? 'file and progress of an import' : 'body of a long order');

const rangeOf = (body: Buffer, range: string): Buffer => {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
  return from === undefined ? body : body.subarray(Number(from), Number(to) + 1);
};

/** SQS's ids have the length of a UUID. */
const MESSAGE_ID = '00000000-0000-4000-8000-000000000000';
