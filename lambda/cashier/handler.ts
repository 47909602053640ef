import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createClaimCheck } from '../aws/claim-check.ts';
import { clientOptions, patience } from '../aws/client-options.ts';
import { createOrderQueue } from '../aws/order-queue.ts';
import { createOrderStore } from '../aws/order-store.ts';
import { amount, cashierVariables, readEnvironment } from '../environment.ts';
import { log } from '../log.ts';
import { createCashier } from './cashier.ts';

const variable = readEnvironment(cashierVariables);

export const handler = createCashier({
  queue: createOrderQueue({
    client: new SQSClient(clientOptions(patience.cashier.queue)),
    claimCheck: createClaimCheck({
      client: new S3Client(clientOptions(patience.cashier.claimCheck)),
      bucketName: variable('CLAIM_CHECK_BUCKET_NAME'),
    }),
    offloadAboveBytes: amount('CLAIM_CHECK_BYTES', variable('CLAIM_CHECK_BYTES')),
    ordersQueueUrl: variable('ORDERS_QUEUE_URL'),
    tabsQueueUrl: variable('TABS_QUEUE_URL'),
    pickupsQueueUrl: variable('PICKUPS_QUEUE_URL'),
    now: Date.now,
  }),
  store: createOrderStore({
    client: new DynamoDBClient(clientOptions(patience.cashier.store)),
    tableName: variable('ORDER_TABLE_NAME'),
    now: Date.now,
  }),
  now: Date.now,
  newOrderId: randomUUID,
  log,
});
