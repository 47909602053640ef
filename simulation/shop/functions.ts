import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createAnnouncer } from '../../lambda/aws/announcer.ts';
import { createClaimCheck } from '../../lambda/aws/claim-check.ts';
import { type Patience, patience } from '../../lambda/aws/client-options.ts';
import { createMailer } from '../../lambda/aws/mailer.ts';
import { createOrderQueue } from '../../lambda/aws/order-queue.ts';
import { createOrderStore } from '../../lambda/aws/order-store.ts';
import { createQueueDepths } from '../../lambda/aws/queue-depths.ts';
import { createForward, createSourceQueues } from '../../lambda/aws/source-queues.ts';
import { createBarista } from '../../lambda/barista/barista.ts';
import { createQuarantine } from '../../lambda/barista/quarantine.ts';
import { createTellReady } from '../../lambda/barista/ready.ts';
import { createBatch } from '../../lambda/batch/batch.ts';
import { createCashier } from '../../lambda/cashier/cashier.ts';
import { createCounter } from '../../lambda/counter/counter.ts';
import type { Log } from '../../lambda/log.ts';
import { decode } from '../../lambda/order/message.ts';
import type { Prepare } from '../../lambda/product/prepare.ts';
import { createReceipts } from '../../lambda/receipts/receipts.ts';
import { createTell } from '../../lambda/tell.ts';
import type { Service } from '../engine/faults.ts';
import type { ExecutionEnvironment } from '../models/invocation.ts';
import { queueUrl, type StageNumbers } from './stage-numbers.ts';

/** What the real code is handed in place of AWS, of the time, and of chance. */
export type FunctionDeps = {
  readonly network: (
    service: Service,
    environment: ExecutionEnvironment,
    patience: Patience,
  ) => (command: unknown) => Promise<unknown>;
  readonly now: () => number;
  readonly uuid: () => string;
  readonly log: Log;
  readonly prepare: (environment: ExecutionEnvironment) => Prepare;
  readonly stageNumbers: StageNumbers;
};

const TABLE = 'orders';
const BUCKET = 'claim-checks';

/** The functions as their handlers wire them, over clients whose calls go to the models. */
export const createFunctions = ({ network, now, uuid, log, prepare, stageNumbers }: FunctionDeps) => {
  const clientsOf = (environment: ExecutionEnvironment) => {
    const over = (service: Service, prototype: object, wait: Patience) =>
      Object.assign(Object.create(prototype), { send: network(service, environment, wait) });
    return {
      sqs: (wait: Patience): SQSClient => over('sqs', SQSClient.prototype, wait),
      dynamodb: (wait: Patience): DynamoDBClient => over('dynamodb', DynamoDBClient.prototype, wait),
      sns: (wait: Patience): SNSClient => over('sns', SNSClient.prototype, wait),
      s3: (wait: Patience): S3Client => over('s3', S3Client.prototype, wait),
      ses: (wait: Patience): SESv2Client => over('ses', SESv2Client.prototype, wait),
    };
  };
  const clock =
    ({ skew }: ExecutionEnvironment) =>
    () =>
      now() + skew;
  const topicArn = 'order-events';

  return {
    cashier: (environment: ExecutionEnvironment) => {
      const clients = clientsOf(environment);
      const time = clock(environment);
      return createCashier({
        queue: createOrderQueue({
          client: clients.sqs(patience.cashier.queue),
          claimCheck: createClaimCheck({ client: clients.s3(patience.cashier.claimCheck), bucketName: BUCKET }),
          offloadAboveBytes: stageNumbers.claimCheckBytes,
          ordersQueueUrl: queueUrl('orders'),
          tabsQueueUrl: queueUrl('tabs.fifo'),
          pickupsQueueUrl: queueUrl('pickups'),
          now: time,
        }),
        store: createOrderStore({
          client: clients.dynamodb(patience.cashier.store),
          tableName: TABLE,
          now: time,
        }),
        now: time,
        newOrderId: uuid,
        log,
      });
    },

    counter: (environment: ExecutionEnvironment) => {
      const clients = clientsOf(environment);
      const time = clock(environment);
      const queueUrls = { orders: queueUrl('orders'), tabs: queueUrl('tabs.fifo'), pickups: queueUrl('pickups') };
      return createCounter({
        depths: createQueueDepths({ client: clients.sqs(patience.counter), queueUrls }),
        store: createOrderStore({ client: clients.dynamodb(patience.counter), tableName: TABLE, now: time }),
        tell: createTell({ announce: createAnnouncer({ client: clients.sns(patience.counter), topicArn }), log }),
        claimCheck: createClaimCheck({ client: clients.s3(patience.counter), bucketName: BUCKET }),
        now: time,
        log,
      });
    },

    barista: (environment: ExecutionEnvironment) => {
      const clients = clientsOf(environment);
      const time = clock(environment);
      const client = clients.sqs(patience.barista);
      const { release, deadLetter } = createSourceQueues({
        client,
        queues: ['orders', 'tabs.fifo', 'pickups'].map((name) => ({
          queueUrl: queueUrl(name),
          dlqUrl: queueUrl(`dead-${name}`),
        })),
      });
      const store = createOrderStore({ client: clients.dynamodb(patience.barista), tableName: TABLE, now: time });
      const tell = createTell({ announce: createAnnouncer({ client: clients.sns(patience.barista), topicArn }), log });
      return createBatch({
        log,
        release,
        recordMilliseconds: stageNumbers.recordMilliseconds,
        work: createBarista({
          store,
          tell,
          tellReady: createTellReady({ tell, handOver: createForward({ client, queueUrl: queueUrl('orders') }), log }),
          quarantine: createQuarantine({ deadLetter, store, tell, now: time, log }),
          redeem: createClaimCheck({ client: clients.s3(patience.barista), bucketName: BUCKET }).redeem,
          decode,
          prepare: prepare(environment),
          leaseMilliseconds: stageNumbers.leaseMilliseconds,
          now: time,
          newToken: uuid,
          log,
        }),
      });
    },

    receipts: (environment: ExecutionEnvironment) => {
      const clients = clientsOf(environment);
      const time = clock(environment);
      const queues = [{ queueUrl: queueUrl('receipts'), dlqUrl: queueUrl('dead-receipts') }];
      const { release, deadLetter } = createSourceQueues({ client: clients.sqs(patience.receipts), queues });
      return createBatch({
        log,
        release,
        recordMilliseconds: stageNumbers.receiptMilliseconds,
        work: createReceipts({
          store: createOrderStore({ client: clients.dynamodb(patience.receipts), tableName: TABLE, now: time }),
          mail: createMailer({ client: clients.ses(patience.mailer), sender: 'shop@example.org' }),
          deadLetter,
          now: time,
          log,
        }),
      });
    },
  };
};

export type Functions = ReturnType<typeof createFunctions>;
