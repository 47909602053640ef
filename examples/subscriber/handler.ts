// A subscriber of `order-events`, as another team writes it: it tells people of each order that is stuck, and when the order goes on.
import { createHash } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as v from 'valibot';

/** The fields that this team needs. It ignores the others, so the shop can add fields. */
const eventSchema = v.object({
  v: v.literal(1),
  type: v.string(),
  orderId: v.string(),
  number: v.string(),
  version: v.number(),
  at: v.string(),
});
type OrderEvent = v.InferOutput<typeof eventSchema>;

export type SubscriberDeps = {
  readonly dynamodb: DynamoDBClient;
  readonly sns: SNSClient;
  /** The table of the newest version of each order. */
  readonly tableName: string;
  readonly alertTopicArn: string;
  readonly log: (message: object) => void;
};

/** The shop repeats an event within days: its dead letters can be redriven for 14 days. */
const KEPT_DAYS = 30;

/** Creates the function of the queue. Each record fails alone: SQS delivers it again, and at last moves it to the team's own DLQ. */
export const createSubscriber = ({ dynamodb, sns, tableName, alertTopicArn, log }: SubscriberDeps) => {
  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const { body, messageId } of Records)
      try {
        await handleEvent(v.parse(eventSchema, JSON.parse(body)));
      } catch (error) {
        log({ event: 'record.failed', messageId, error: error instanceof Error ? error.name : String(error) });
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    return { batchItemFailures };
  };

  /** SQS can deliver an event twice or after a newer one, so an event whose version is not new is dropped. */
  async function handleEvent(event: OrderEvent): Promise<void> {
    const seen = await readSeen(event);
    if (event.version <= seen.version) return log({ event: 'event.dropped', number: event.number });
    const stuck = event.type === 'order.stuck';
    if (stuck || seen.stuck) await alert(event, stuck);
    await recordSeen(event, stuck); // after the alert: a crash in between repeats the alert, and never loses it
  }

  async function readSeen({ orderId }: OrderEvent): Promise<{ readonly version: number; readonly stuck: boolean }> {
    const get = new GetItemCommand({ TableName: tableName, Key: keyOf(orderId), ConsistentRead: true });
    const { Item } = await dynamodb.send(get);
    return { version: Number(Item?.version?.N ?? 0), stuck: Item?.stuck?.BOOL ?? false };
  }

  /** The condition keeps the newest version if two deliveries are handled at the same time. */
  async function recordSeen({ orderId, version }: OrderEvent, stuck: boolean): Promise<void> {
    const update = new UpdateItemCommand({
      TableName: tableName,
      Key: keyOf(orderId),
      UpdateExpression: 'SET version = :version, stuck = :stuck, expiresAt = :expiresAt',
      ConditionExpression: 'attribute_not_exists(version) OR version < :version',
      ExpressionAttributeValues: {
        ':version': { N: String(version) },
        ':stuck': { BOOL: stuck },
        ':expiresAt': { N: String(Math.floor(Date.now() / 1000) + KEPT_DAYS * 86_400) },
      },
    });
    await dynamodb.send(update).catch((error: unknown) => {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    });
  }

  async function alert({ number, at, type }: OrderEvent, stuck: boolean): Promise<void> {
    const Subject = stuck ? `Order ${number} is stuck` : `Order ${number} goes on`;
    const Message = stuck
      ? `${Subject} since ${at}. The shop's runbook says what to do.`
      : `${Subject}: ${type} at ${at}.`;
    await sns.send(new PublishCommand({ TopicArn: alertTopicArn, Subject, Message }));
    log({ event: stuck ? 'alert.raised' : 'alert.ended', number });
  }
};

/** An order id is its customer's credential, so this team keeps only a hash of it. */
const keyOf = (orderId: string) => ({ order: { S: createHash('sha256').update(orderId).digest('hex') } });

// The error holds no values: the environment has credentials.
const { TABLE_NAME: tableName, ALERT_TOPIC_ARN: alertTopicArn } = process.env;
if (!tableName || !alertTopicArn) throw new Error('TABLE_NAME and ALERT_TOPIC_ARN should be set in the environment');

export const handler = createSubscriber({
  dynamodb: new DynamoDBClient(),
  sns: new SNSClient(),
  ...{ tableName, alertTopicArn },
  log: (message) => console.log(message),
});
