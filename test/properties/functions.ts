import { randomUUID } from 'node:crypto';
import { createOrderStore, type OrderStore } from '../../lambda/aws/order-store.ts';
import { wireBarista } from '../../lambda/barista/wire.ts';
import { wireCashier } from '../../lambda/cashier/wire.ts';
import { wireCounter } from '../../lambda/counter/wire.ts';
import { work } from '../../lambda/product/index.ts';
import { wireReceipts } from '../../lambda/receipts/wire.ts';
import { later } from '../support/later.ts';
import { loadOf } from '../support/load.ts';
import { type Line, recordingLog } from '../support/log.ts';
import { type Aws, startInProcessAws } from './aws.ts';

const urlOf = (queue: string): string => `https://sqs.eu-central-1.amazonaws.com/123456789012/${queue}`;
/** The name of the queue of a URL. */
export const queueOf = (url: string): string => url.split('/').at(-1) ?? '';

const ordersQueues = {
  ORDERS_QUEUE_URL: urlOf('orders'),
  TABS_QUEUE_URL: urlOf('tabs.fifo'),
  PICKUPS_QUEUE_URL: urlOf('pickups'),
};
export const BUCKET = 'claim-checks';
/** Short, so that some orders travel as claim checks. */
const CLAIM_CHECK_BYTES = 4000;

/** The four functions over the services in this process, wired as their handlers wire them. */
export type Functions = {
  readonly aws: Aws;
  readonly store: OrderStore;
  readonly clock: { time: number };
  readonly lines: Line[];
  readonly cashier: ReturnType<typeof wireCashier>;
  readonly counter: ReturnType<typeof wireCounter>;
  readonly barista: ReturnType<typeof wireBarista>;
  readonly receipts: ReturnType<typeof wireReceipts>;
};

// `beforeAll` starts the services and synthesizes the table, which takes seconds on a busy computer.
jest.setTimeout(60_000);

export const OPENED_AT = Date.parse('2026-11-21T09:00:00.000Z');

export const openFunctions = async (): Promise<Functions> => {
  const aws = await startInProcessAws();
  const tableName = await aws.dynamo.createTable();
  const clock = { time: OPENED_AT };
  const { log, lines } = recordingLog();
  const now = () => clock.time;
  const shared = {
    connect: aws.connect,
    load: loadOf(aws.connect),
    now,
    nextTurn: setImmediate,
    later,
    newId: randomUUID,
    log,
  };
  const environment = {
    ...ordersQueues,
    ORDERS_DLQ_URL: urlOf('orders-dlq'),
    TABS_DLQ_URL: urlOf('tabs-dlq.fifo'),
    PICKUPS_DLQ_URL: urlOf('pickups-dlq'),
    RECEIPTS_QUEUE_URL: urlOf('receipts'),
    RECEIPTS_DLQ_URL: urlOf('receipts-dlq'),
    ORDER_TABLE_NAME: tableName,
    CLAIM_CHECK_BUCKET_NAME: BUCKET,
    CLAIM_CHECK_BYTES: String(CLAIM_CHECK_BYTES),
    ORDER_EVENTS_TOPIC_ARN: 'arn:aws:sns:eu-central-1:123456789012:order-events',
    RECORD_MILLISECONDS: '1000',
    LEASE_MILLISECONDS: '11000',
    SENDER: 'shop@example.org',
    CONFIGURATION_SET_NAME: 'orderboard',
  };
  return {
    ...{ aws, clock, lines },
    store: createOrderStore({ client: aws.dynamo.client, tableName, now }),
    cashier: wireCashier({ environment, ...shared }),
    counter: wireCounter({ environment, ...shared, readPage: async () => undefined }),
    barista: wireBarista({
      environment: { ...work.environment('demo'), ...environment },
      ...shared,
      prepare: async () => undefined,
    }),
    receipts: wireReceipts({ environment, ...shared }),
  };
};
