import { randomUUID } from 'node:crypto';
import * as http from 'node:http';
import * as https from 'node:https';
import { text } from 'node:stream/consumers';
import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { asciiJson } from '../../../lambda/aws/ascii-json.ts';
import { MAX_LINES } from '../../../lambda/order/request.ts';
import { type RequestLine, samples } from '../../../lambda/product/index.ts';
import { checkAnswer, headersOf } from './answers.ts';
import { fetch } from './fetch.ts';
import { limits } from './limits.ts';
import type { Target } from './target.ts';
import { until } from './until.ts';

/** An order as a customer sends it. A test names only the fields that it varies. SES delivers no mail to this address. */
export const aRequest = (fields: Readonly<Record<string, unknown>> = {}) => ({
  customer: { name: 'Ada Lovelace', email: 'success+ada@simulator.amazonses.com' },
  lines: [samples.line] as const,
  ...fields,
});

/** The lines of the longest order. They vary without a pattern, so that a lost, doubled or moved line shows. */
export const longOrderLines: readonly RequestLine[] = Array.from({ length: mostLines() }, (_, n) => {
  const { line, fullLine, longestLine } = samples;
  return [fullLine, line, fullLine, longestLine, fullLine][(n * n * n + Math.floor(n / 7)) % 5] ?? line;
});

/** As many lines as an order can have, or fewer if the lines of the product are long. A body has at most 1 MiB. */
function mostLines(): number {
  const lengths = [samples.line, samples.fullLine, samples.longestLine].map((line) => asciiJson(line).length);
  return Math.min(MAX_LINES, Math.floor(700_000 / Math.max(...lengths)));
}

const orderSchema = v.object({
  orderId: v.string(),
  number: v.string(),
  status: v.optional(v.string()),
  version: v.optional(v.number()),
  placedAt: v.string(),
  updatedAt: v.optional(v.string()),
  totalCents: v.number(),
});
export type Order = v.InferOutput<typeof orderSchema>;

const recordSchema = v.object({
  orderId: v.string(),
  status: v.string(),
  version: v.number(),
  attempts: v.number(),
  tab: v.optional(v.string()),
  placedAt: v.string(),
  updatedAt: v.string(),
});
export type StoredOrder = v.InferOutput<typeof recordSchema>;

export type Answer = { readonly status: number; readonly headers: http.IncomingHttpHeaders; readonly body: unknown };

const plain = { request: http.request, agent: new http.Agent({ keepAlive: true }) };
const encrypted = { request: https.request, agent: new https.Agent({ keepAlive: true }) };

/** Posts an order. `fetch` takes three times the CPU, so many customers would cost more than the shop under test. */
export const post = ({ url }: Target, order: unknown, more: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', ...more };
    const { request, agent } = url.startsWith('https:') ? encrypted : plain;
    const sent = request(`${url}/orders`, { method: 'POST', agent, headers }, (response) => {
      text(response)
        .then((body) => {
          const answer = { status: response.statusCode ?? 0, headers: response.headers };
          checkAnswer({ method: 'POST', path: '/orders', ...answer, headers: headersOf(response), body });
          return { ...answer, body: JSON.parse(body) };
        })
        .then(resolve, reject);
    });
    sent.once('error', reject);
    sent.end(JSON.stringify(order));
  });

/** Posts an order with a key, and retries a 503 as often as the target's limit allows. Returns the last answer. */
export const postWithRetries = async (target: Target, order: unknown, key: string): Promise<Answer> => {
  for (let n = 1; ; n++) {
    const answer = await post(target, order, { 'Idempotency-Key': key });
    if (answer.status !== 503 || n >= limits.tries) return answer;
  }
};

/** Posts an order. @throws Error if it is not accepted */
export const place = async (target: Target, fields?: Readonly<Record<string, unknown>>): Promise<Order> => {
  const { status, body } = await postWithRetries(target, aRequest(fields), randomUUID());
  if (status !== 202) throw new Error(`the order should be accepted, got ${status} ${JSON.stringify(body)}`);
  return v.parse(orderSchema, body);
};

export const get = async ({ url }: Target, orderId: string): Promise<Order> =>
  v.parse(orderSchema, await (await fetch(`${url}/orders/${orderId}`)).json());

/** Waits until an order has a status. It can lack a record at first, because the cashier records it best effort. */
export const reaches = async (target: Target, orderId: string, status: string, seconds: number): Promise<Order> => {
  const statusOf = async (): Promise<string> => {
    const response = await fetch(`${target.url}/orders/${orderId}`);
    return response.ok ? String(v.parse(orderSchema, await response.json()).status) : `answered ${response.status}`;
  };
  await until(statusOf, (seen) => seen === status, { seconds });
  return get(target, orderId);
};

/** The ARN of a queue. */
export const arnOf = async ({ sqs }: Target, QueueUrl: string): Promise<string> => {
  const asking = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
  return (await sqs.send(asking)).Attributes?.QueueArn ?? '';
};

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** The number of messages on a queue: visible, in flight and delayed. */
export const depth = async ({ sqs }: Target, QueueUrl: string): Promise<number> => {
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...COUNTS] }));
  return COUNTS.reduce((sum, name) => sum + Number(Attributes[name]), 0);
};

export const depths = async (target: Target) => {
  const { OrdersQueueUrl, TabsQueueUrl, OrdersDlqUrl, TabsDlqUrl } = target.outputs;
  const [orders = 0, tabs = 0, ordersDlq = 0, tabsDlq = 0] = await Promise.all(
    [OrdersQueueUrl, TabsQueueUrl, OrdersDlqUrl, TabsDlqUrl].map((url) => (url === '' ? 0 : depth(target, url))),
  );
  return { orders, tabs, ordersDlq, tabsDlq };
};

/** Waits until every message has been acknowledged. */
export const allDone = (target: Target, seconds: number) =>
  until(
    () => depths(target),
    ({ orders, tabs }) => orders + tabs === 0,
    { seconds },
  );

/** The records of these orders in the store. */
export const stored = async ({ dynamodb, outputs }: Target, orderIds: readonly string[]): Promise<StoredOrder[]> => {
  const found: StoredOrder[] = [];
  for (let at = 0; at < orderIds.length; at += 100) {
    const Keys = orderIds.slice(at, at + 100).map((orderId) => ({ orderId: { S: orderId } }));
    const { Responses = {} } = await dynamodb.send(
      new BatchGetItemCommand({ RequestItems: { [outputs.OrderTableName]: { Keys, ConsistentRead: true } } }),
    );
    for (const item of Responses[outputs.OrderTableName] ?? []) found.push(v.parse(recordSchema, unmarshall(item)));
  }
  return found;
};
