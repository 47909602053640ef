import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, type QueueAttributeName, type SQSClient } from '@aws-sdk/client-sqs';
import type { TemplateResources } from '../template/resources.ts';
import type { TableResource } from '../template/storage.ts';

export type Clients = {
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
};

const createTable = ({ name, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes }: TableResource) =>
  new CreateTableCommand({
    TableName: name,
    AttributeDefinitions,
    KeySchema,
    BillingMode: 'PAY_PER_REQUEST',
    ...(GlobalSecondaryIndexes ? { GlobalSecondaryIndexes } : {}),
  });

/** Creates on the engines what the templates declare. */
export const createResources = async (
  { queues, topics, subscriptions, tables, buckets }: TemplateResources,
  clients: Clients,
): Promise<void> => {
  const attributesOf = (attributes: Readonly<Record<string, string>>): Partial<Record<QueueAttributeName, string>> =>
    attributes;
  await Promise.all([
    ...queues.map(({ name, attributes }) =>
      clients.sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributesOf(attributes) })),
    ),
    ...topics.map(({ name }) => clients.sns.send(new CreateTopicCommand({ Name: name }))),
    ...buckets.map(({ name }) => clients.s3.send(new CreateBucketCommand({ Bucket: name }))),
    ...tables.map((table) => clients.dynamodb.send(createTable(table))),
  ]);
  // A subscription joins what has to be there before it.
  await Promise.all(
    subscriptions.map(({ topicArn, protocol, endpoint, attributes }) =>
      clients.sns.send(
        new SubscribeCommand({ TopicArn: topicArn, Protocol: protocol, Endpoint: endpoint, Attributes: attributes }),
      ),
    ),
  );
};
