import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from '../aws/client-options.ts';
import { createOrderQueue } from '../aws/order-queue.ts';
import { createOrderStore } from '../aws/order-store.ts';
import { counterVariables, readEnvironment } from '../environment.ts';
import { log } from '../log.ts';
import { createCounter } from './counter.ts';

const variable = readEnvironment(counterVariables);
const options = clientOptions({ attempts: 3, milliseconds: 1000 });

export const handler = createCounter({
  queue: createOrderQueue({
    client: new SQSClient(options),
    ordersQueueUrl: variable('ORDERS_QUEUE_URL'),
    tabsQueueUrl: variable('TABS_QUEUE_URL'),
    pickupsQueueUrl: variable('PICKUPS_QUEUE_URL'),
    now: Date.now,
  }),
  store: createOrderStore({
    client: new DynamoDBClient(options),
    tableName: variable('ORDER_TABLE_NAME'),
    now: Date.now,
  }),
  now: Date.now,
  log,
});
