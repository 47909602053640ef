import { createAnnounce, createPublisher, type Window } from '../aws/announcer.ts';
import { clientTimeouts } from '../aws/client-options.ts';
import type { Connect } from '../aws/connect.ts';
import { createLazyClaimCheck } from '../aws/lazy/claim-check.ts';
import type { Load } from '../aws/lazy/load.ts';
import { createLazySourceQueues } from '../aws/lazy/source-queues.ts';
import { createOrderStore } from '../aws/order-store.ts';
import { isUnavailable } from '../aws/service-error.ts';
import { createBatch } from '../batch/batch.ts';
import { countWork } from '../batch/count-work.ts';
import { type baristaVariables, numberOf, type VariablesOf } from '../environment.ts';
import type { Log } from '../log.ts';
import { createAnnounceReady } from './announce-ready.ts';
import { createBarista, type Prepare } from './barista.ts';
import { acknowledgeControl } from './control.ts';
import { createIsSuspect, inspect } from './inspect.ts';

export type BaristaWiring = {
  readonly environment: VariablesOf<typeof baristaVariables>;
  readonly connect: Connect<'dynamodb' | 'sns'>;
  readonly load: Load<'s3' | 'sqs'>;
  readonly prepare: Prepare;
  readonly now: () => number;
  readonly nextTurn: (callback: () => void) => void;
  readonly later: Window['later'];
  readonly newId: () => string;
  readonly log: Log;
};

/** The barista: consumes `orders`, `tabs` and `pickups`. */
export const wireBarista = ({
  environment,
  connect,
  load,
  prepare,
  now,
  nextTurn,
  later,
  newId,
  log,
}: BaristaWiring) => {
  const timeout = clientTimeouts.barista;
  const dynamodb = connect.dynamodb(timeout);
  const sns = connect.sns(timeout);
  const { sourceQueues, forwardTo } = createLazySourceQueues({
    ...{ load, timeout },
    queues: [
      { queueUrl: environment.ORDERS_QUEUE_URL, dlqUrl: environment.ORDERS_DLQ_URL },
      ...optionalQueue(environment.TABS_QUEUE_URL, environment.TABS_DLQ_URL),
      ...optionalQueue(environment.PICKUPS_QUEUE_URL, environment.PICKUPS_DLQ_URL),
    ],
  });
  const work = countWork();
  const window = { atWork: work.count, later };
  const publish = createPublisher({ client: sns, topicArn: environment.ORDER_EVENTS_TOPIC_ARN, nextTurn, window });
  const announce = createAnnounce({ publish, log });
  const claimCheck = createLazyClaimCheck({ load, timeout, bucketName: environment.CLAIM_CHECK_BUCKET_NAME });
  const store = createOrderStore({ client: dynamodb, tableName: environment.ORDER_TABLE_NAME, now });
  return createBatch({
    ...sourceQueues,
    handleRecord: acknowledgeControl(
      work.counted(
        createBarista({
          store,
          announce,
          announceReady: createAnnounceReady({ announce, forward: forwardTo(environment.ORDERS_QUEUE_URL), now, log }),
          fetchBody: claimCheck.fetchBody,
          prepare,
          leaseMilliseconds: numberOf('LEASE_MILLISECONDS', environment),
          now,
          newToken: newId,
        }),
      ),
      { log },
    ),
    inspect,
    isSuspect: createIsSuspect({ store, now }),
    isOutage: (error) => isUnavailable(error, 'dynamodb'),
    recordMilliseconds: numberOf('RECORD_MILLISECONDS', environment),
    now,
    log,
  });
};

/** A shop can do without tabs and pickups. */
const optionalQueue = (queueUrl: string | undefined, dlqUrl: string | undefined) =>
  queueUrl === undefined || dlqUrl === undefined ? [] : [{ queueUrl, dlqUrl }];
