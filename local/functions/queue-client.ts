import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';

const messagesSchema = v.object({
  Messages: v.optional(
    v.array(
      v.object({
        MessageId: v.string(),
        ReceiptHandle: v.string(),
        Body: v.string(),
        MD5OfBody: v.string(),
        Attributes: v.optional(v.record(v.string(), v.string()), {}),
        MessageAttributes: v.optional(
          v.record(
            v.string(),
            v.object({
              DataType: v.string(),
              StringValue: v.optional(v.string()),
              BinaryValue: v.optional(v.string()),
            }),
          ),
          {},
        ),
      }),
    ),
    [],
  ),
});

export type Message = v.InferOutput<typeof messagesSchema>['Messages'][number];

/** The calls of a mapping over SQS's JSON protocol. A poll through the SDK costs several times as much CPU. */
export type QueueClient = {
  /** Receives up to ten messages, after at most `waitSeconds`. */
  receive(maxMessages: number, waitSeconds: number): Promise<Message[]>;
  /** Hides up to ten messages for these seconds from now. */
  hide(receiptHandles: readonly string[], seconds: number): Promise<void>;
  /** Deletes up to ten messages. */
  remove(receiptHandles: readonly string[]): Promise<void>;
};

type HttpResponse = { readonly status: number | undefined; readonly body: string };

/** The limit for a whole call, its body included. It is above the longest poll. An answer that never ends would stop the mapping. */
const LIMIT_MILLISECONDS = 7000;

export const createQueueClient = (endpoint: string, QueueUrl: string): QueueClient => {
  const agent = new Agent({ keepAlive: true });

  const post = (action: string, body: string): Promise<HttpResponse> =>
    new Promise((resolve, reject) => {
      const headers = { 'Content-Type': 'application/x-amz-json-1.0', 'X-Amz-Target': `AmazonSQS.${action}` };
      const sent = request(endpoint, { method: 'POST', agent, headers }, (response) => {
        text(response).then((received) => resolve({ status: response.statusCode, body: received }), reject);
      });
      const limit = setTimeout(
        () => sent.destroy(new Error(`${action} should take at most ${LIMIT_MILLISECONDS} ms`)),
        LIMIT_MILLISECONDS,
      );
      sent.once('close', () => clearTimeout(limit));
      sent.on('error', reject);
      sent.end(body);
    });

  const call = async (action: string, input: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const { status, body } = await post(action, JSON.stringify({ QueueUrl, ...input }));
    if (status !== 200) throw new Error(`${action} should return 200, got ${status}: ${body}`);
    return body === '' ? {} : JSON.parse(body);
  };

  return {
    receive: async (maxMessages, waitSeconds) => {
      const response = await call('ReceiveMessage', {
        MaxNumberOfMessages: Math.min(10, maxMessages),
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      });
      return v.parse(messagesSchema, response).Messages;
    },
    hide: async (receiptHandles, VisibilityTimeout) => {
      const Entries = receiptHandles.map((ReceiptHandle, n) => ({ Id: String(n), ReceiptHandle, VisibilityTimeout }));
      await call('ChangeMessageVisibilityBatch', { Entries });
    },
    remove: async (receiptHandles) => {
      const Entries = receiptHandles.map((ReceiptHandle, n) => ({ Id: String(n), ReceiptHandle }));
      await call('DeleteMessageBatch', { Entries });
    },
  };
};
