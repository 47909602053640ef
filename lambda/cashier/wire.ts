import { clientTimeouts } from '../aws/client-options.ts';
import type { Connect } from '../aws/connect.ts';
import { createLazyClaimCheck } from '../aws/lazy/claim-check.ts';
import type { Load } from '../aws/lazy/load.ts';
import { createOrderQueue } from '../aws/order-queue.ts';
import { createOrderStore } from '../aws/order-store.ts';
import { type cashierVariables, numberOf, type VariablesOf } from '../environment.ts';
import type { Log } from '../log.ts';
import { queuesWithout } from '../order/optional-queues.ts';
import { createCashier } from './cashier.ts';

export type CashierWiring = {
  readonly environment: VariablesOf<typeof cashierVariables>;
  readonly connect: Connect<'sqs' | 'dynamodb'>;
  readonly load: Load<'s3'>;
  readonly now: () => number;
  readonly newId: () => string;
  readonly log: Log;
};

/** The cashier: takes orders over the API. */
export const wireCashier = ({ environment, connect, load, now, newId, log }: CashierWiring) => {
  const queueUrls = {
    orders: environment.ORDERS_QUEUE_URL,
    tabs: environment.TABS_QUEUE_URL,
    pickups: environment.PICKUPS_QUEUE_URL,
  };
  const sqs = connect.sqs(clientTimeouts.cashier.queue);
  const dynamodb = connect.dynamodb(clientTimeouts.cashier.store);
  const claimCheck = createLazyClaimCheck({
    ...{ load, timeout: clientTimeouts.cashier.claimCheck },
    bucketName: environment.CLAIM_CHECK_BUCKET_NAME,
  });
  return createCashier({
    queue: createOrderQueue({
      client: sqs,
      claimCheck,
      offloadAboveBytes: numberOf('CLAIM_CHECK_BYTES', environment),
      queueUrls,
      now,
    }),
    store: createOrderStore({ client: dynamodb, tableName: environment.ORDER_TABLE_NAME, now }),
    without: queuesWithout(queueUrls),
    now,
    newOrderId: newId,
    log,
  });
};
