import { randomBytes, randomUUID } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import type { Clients } from './provision.ts';

const kindSchema = v.object({
  name: v.string(),
  code: v.string(),
  says: v.string(),
  queues: v.array(v.string()),
  objects: v.optional(v.array(v.object({ bucket: v.string(), key: v.string(), body: v.string() })), []),
  bodies: v.array(v.string()),
});

/**
 * The poison messages of the system. `queues` names the output with the URL of each queue. In the texts, `<uuid-…>`, `<sha256-…>`,
 * `<now>` and `<output-…>` stand for a fresh UUID, a fresh hash, the time, and the value of an output.
 */
export const poisonSchema = v.object({ queues: v.record(v.string(), v.string()), kinds: v.array(kindSchema) });

export type PoisonKind = Omit<v.InferOutput<typeof kindSchema>, 'objects' | 'bodies'>;

/** The messages and objects of one call, and their queue. */
export type SentPoison = {
  readonly kind: string;
  readonly code: string;
  readonly queue: string;
  readonly queueUrl: string;
  readonly objects: readonly { readonly bucket: string; readonly key: string }[];
  readonly messages: readonly { readonly messageId: string; readonly body: string }[];
};

export type Poison = {
  readonly kinds: readonly PoisonKind[];
  /** Sends the messages of a kind to one of its queues. */
  send(kind: PoisonKind, queue: string): Promise<SentPoison>;
};

export type PoisonDeps = {
  readonly poison: v.InferOutput<typeof poisonSchema>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly clients: Pick<Clients, 'sqs' | 's3'>;
};

const LIMIT_MILLISECONDS = 5000;

export const createPoison = ({ poison, outputs, clients }: PoisonDeps): Poison => ({
  kinds: poison.kinds.map(({ name, code, says, queues }) => ({ name, code, says, queues })),
  send: async ({ name }, queue) => {
    const { code = '', objects = [], bodies = [] } = poison.kinds.find((kind) => kind.name === name) ?? {};
    const options = { abortSignal: AbortSignal.timeout(LIMIT_MILLISECONDS) };
    const fill = createFill(outputs);
    const queueUrl = outputs[poison.queues[queue] ?? ''] ?? '';
    const group = queueUrl.endsWith('.fifo') ? randomUUID() : undefined;

    const stored = objects.map(({ bucket, key, body }) => ({ bucket: fill(bucket), key: fill(key), body: fill(body) }));
    for (const { bucket, key, body } of stored)
      await clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }), options);

    const messages: SentPoison['messages'][number][] = [];
    for (const body of bodies.map(fill)) {
      const fifo = group === undefined ? {} : { MessageGroupId: group, MessageDeduplicationId: randomUUID() };
      const sending = new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, ...fifo });
      const { MessageId: messageId = '' } = await clients.sqs.send(sending, options);
      messages.push({ messageId, body });
    }
    return {
      ...{ kind: name, code, queue, queueUrl, messages },
      objects: stored.map(({ bucket, key }) => ({ bucket, key })),
    };
  },
});

/** Creates the replacement of the placeholders of one call: the same placeholder has the same value in all texts. */
const createFill = (outputs: Readonly<Record<string, string>>) => {
  const values = new Map<string, string>();
  const newValue = (kind: string, name: string): string => {
    if (kind === 'uuid') return randomUUID();
    if (kind === 'sha256') return randomBytes(32).toString('hex');
    return kind === 'output' ? (outputs[name] ?? '') : new Date().toISOString();
  };
  return (text: string): string =>
    text.replaceAll(/<(uuid|sha256|output|now)(?:-([\w-]+))?>/g, (placeholder, kind: string, name = '') => {
      const value = values.get(placeholder) ?? newValue(kind, name);
      values.set(placeholder, value);
      return value;
    });
};
