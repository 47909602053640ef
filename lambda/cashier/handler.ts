import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createClaimCheck } from '../aws/claim-check.ts';
import { clientOptions } from '../aws/client-options.ts';
import { createOrderQueue } from '../aws/order-queue.ts';
import { createOrderStore } from '../aws/order-store.ts';
import { amount, cashierVariables, readEnvironment } from '../environment.ts';
import { log } from '../log.ts';
import { createCashier } from './cashier.ts';

const variable = readEnvironment(cashierVariables);

// An order is answered within 2 s whatever the store does (P5): at most 0.6 s to look a key up, 0.8 s for the queue, 0.6 s for
// the record.
export const handler = createCashier({
  queue: createOrderQueue({
    client: new SQSClient(clientOptions({ attempts: 2, milliseconds: 350 })),
    claimCheck: createClaimCheck({
      client: new S3Client(clientOptions({ attempts: 2, milliseconds: 1000 })),
      bucketName: variable('CLAIM_CHECK_BUCKET_NAME'),
    }),
    offloadAboveBytes: amount('CLAIM_CHECK_BYTES', variable('CLAIM_CHECK_BYTES')),
    ordersQueueUrl: variable('ORDERS_QUEUE_URL'),
    tabsQueueUrl: variable('TABS_QUEUE_URL'),
    pickupsQueueUrl: variable('PICKUPS_QUEUE_URL'),
    now: Date.now,
  }),
  store: createOrderStore({
    client: new DynamoDBClient(clientOptions({ attempts: 1, milliseconds: 600 })),
    tableName: variable('ORDER_TABLE_NAME'),
    now: Date.now,
  }),
  now: Date.now,
  newOrderId: randomUUID,
  log,
});
