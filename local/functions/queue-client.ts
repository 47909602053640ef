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

/** A queue as a mapping needs it, over SQS's JSON protocol: a poll through the SDK costs several times as much CPU. */
export type Queue = {
  /** Up to ten messages, after at most `waitSeconds`. */
  receive(atMost: number, waitSeconds: number): Promise<Message[]>;
  /** Deletes up to ten messages. */
  remove(receiptHandles: readonly string[]): Promise<void>;
};

export const createQueue = (endpoint: string, QueueUrl: string): Queue => {
  const agent = new Agent({ keepAlive: true });

  const call = async (action: string, input: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const headers = { 'Content-Type': 'application/x-amz-json-1.0', 'X-Amz-Target': `AmazonSQS.${action}` };
    const { statusCode, body } = await new Promise<{ statusCode: number | undefined; body: string }>(
      (resolve, reject) => {
        const sent = request(endpoint, { method: 'POST', agent, headers }, (response) => {
          text(response).then((body) => resolve({ statusCode: response.statusCode, body }), reject);
        });
        sent.once('error', reject);
        sent.end(JSON.stringify({ QueueUrl, ...input }));
      },
    );
    if (statusCode !== 200) throw new Error(`${action} should be answered, got ${statusCode}: ${body}`);
    return body === '' ? {} : JSON.parse(body);
  };

  return {
    receive: async (atMost, waitSeconds) => {
      const answer = await call('ReceiveMessage', {
        MaxNumberOfMessages: Math.min(10, atMost),
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      });
      return v.parse(messagesSchema, answer).Messages;
    },
    remove: async (receiptHandles) => {
      const Entries = receiptHandles.map((ReceiptHandle, n) => ({ Id: String(n), ReceiptHandle }));
      await call('DeleteMessageBatch', { Entries });
    },
  };
};
