import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, type QueueAttributeName, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueueResource, SubscriptionResource, TopicResource } from '../template/messaging.ts';
import type { BucketResource, TableResource } from '../template/storage.ts';

export type Clients = {
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
};

/** The template resources that the engines hold. */
export type EngineResources = {
  readonly queues: readonly QueueResource[];
  readonly topics: readonly TopicResource[];
  readonly subscriptions: readonly SubscriptionResource[];
  readonly tables: readonly TableResource[];
  readonly buckets: readonly BucketResource[];
};

/** Creates the template resources on the engines. Subscriptions come last: they need their topic and their queue. */
export const provision = async (resources: EngineResources, clients: Clients): Promise<void> => {
  const { queues, topics, subscriptions, tables, buckets } = resources;
  await Promise.all([
    ...queues.map((queue) => createQueue(clients.sqs, queue)),
    ...topics.map(({ name }) => clients.sns.send(new CreateTopicCommand({ Name: name }))),
    ...buckets.map(({ name }) => clients.s3.send(new CreateBucketCommand({ Bucket: name }))),
    ...tables.map((table) => createTable(clients.dynamodb, table)),
  ]);
  await Promise.all(subscriptions.map((subscription) => subscribe(clients.sns, subscription)));
};

const createQueue = (sqs: SQSClient, { name, attributes }: QueueResource): Promise<unknown> => {
  const Attributes: Partial<Record<QueueAttributeName, string>> = attributes;
  return sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }));
};

const createTable = (dynamodb: DynamoDBClient, { name, ...schema }: TableResource): Promise<unknown> => {
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = schema;
  return dynamodb.send(
    new CreateTableCommand({
      TableName: name,
      AttributeDefinitions,
      KeySchema,
      BillingMode: 'PAY_PER_REQUEST',
      ...(GlobalSecondaryIndexes ? { GlobalSecondaryIndexes } : {}),
    }),
  );
};

const subscribe = (sns: SNSClient, { topicArn, protocol, endpoint, attributes }: SubscriptionResource) =>
  sns.send(
    new SubscribeCommand({ TopicArn: topicArn, Protocol: protocol, Endpoint: endpoint, Attributes: attributes }),
  );
