import { createAnnounce, createPublisher } from '../aws/announcer.ts';
import { createBoardQuery } from '../aws/board-query.ts';
import { clientTimeouts } from '../aws/client-options.ts';
import type { Connect } from '../aws/connect.ts';
import { createLazyClaimCheck } from '../aws/lazy/claim-check.ts';
import type { Load } from '../aws/lazy/load.ts';
import { createOrderStore } from '../aws/order-store.ts';
import { createQueueDepths } from '../aws/queue-depths.ts';
import type { counterVariables, VariablesOf } from '../environment.ts';
import type { Log } from '../log.ts';
import { createCounter } from './counter.ts';
import type { ReadPage } from './page.ts';

export type CounterWiring = {
  readonly environment: VariablesOf<typeof counterVariables>;
  readonly connect: Connect<'sqs' | 'dynamodb' | 'sns'>;
  readonly load: Load<'s3'>;
  readonly now: () => number;
  readonly nextTurn: (callback: () => void) => void;
  readonly readPage: ReadPage;
  readonly log: Log;
};

/** The counter: shows, cancels and hands out orders, and shows the menu, the board and its page. */
export const wireCounter = ({ environment, connect, load, now, nextTurn, readPage, log }: CounterWiring) => {
  const sqs = connect.sqs(clientTimeouts.counter);
  const dynamodb = connect.dynamodb(clientTimeouts.counter);
  const sns = connect.sns(clientTimeouts.counter);
  const table = { client: dynamodb, tableName: environment.ORDER_TABLE_NAME };
  const publish = createPublisher({ client: sns, topicArn: environment.ORDER_EVENTS_TOPIC_ARN, nextTurn });
  const claimCheck = createLazyClaimCheck({
    ...{ load, timeout: clientTimeouts.counter },
    bucketName: environment.CLAIM_CHECK_BUCKET_NAME,
  });
  return createCounter({
    readDepths: createQueueDepths({
      client: sqs,
      queues: {
        orders: { url: environment.ORDERS_QUEUE_URL, dlqUrl: environment.ORDERS_DLQ_URL },
        tabs: { url: environment.TABS_QUEUE_URL, dlqUrl: environment.TABS_DLQ_URL },
        pickups: { url: environment.PICKUPS_QUEUE_URL, dlqUrl: environment.PICKUPS_DLQ_URL },
        receipts: { url: environment.RECEIPTS_QUEUE_URL, dlqUrl: environment.RECEIPTS_DLQ_URL },
      },
    }),
    readBoard: createBoardQuery(table),
    store: createOrderStore({ ...table, now }),
    announce: createAnnounce({ publish, log }),
    fetchStoredBody: claimCheck.fetchStoredBody,
    readPage,
    now,
    log,
  });
};
