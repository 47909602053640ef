import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createAnnouncer } from '../aws/announcer.ts';
import { createClaimCheck } from '../aws/claim-check.ts';
import { clientOptions, patience } from '../aws/client-options.ts';
import { createOrderStore } from '../aws/order-store.ts';
import { createQueueDepths } from '../aws/queue-depths.ts';
import { counterVariables, readEnvironment } from '../environment.ts';
import { log } from '../log.ts';
import { createTell } from '../tell.ts';
import { createCounter } from './counter.ts';

const variable = readEnvironment(counterVariables);
const options = clientOptions(patience.counter);

export const handler = createCounter({
  depths: createQueueDepths({
    client: new SQSClient(options),
    queueUrls: {
      orders: variable('ORDERS_QUEUE_URL'),
      tabs: variable('TABS_QUEUE_URL'),
      pickups: variable('PICKUPS_QUEUE_URL'),
    },
  }),
  store: createOrderStore({
    client: new DynamoDBClient(options),
    tableName: variable('ORDER_TABLE_NAME'),
    now: Date.now,
  }),
  tell: createTell({
    announce: createAnnouncer({ client: new SNSClient(options), topicArn: variable('ORDER_EVENTS_TOPIC_ARN') }),
    log,
  }),
  claimCheck: createClaimCheck({ client: new S3Client(options), bucketName: variable('CLAIM_CHECK_BUCKET_NAME') }),
  now: Date.now,
  log,
});
