import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createAnnouncer } from '../aws/announcer.ts';
import { createClaimCheck } from '../aws/claim-check.ts';
import { clientOptions, patience } from '../aws/client-options.ts';
import { createOrderStore } from '../aws/order-store.ts';
import { createForward, createSourceQueues } from '../aws/source-queues.ts';
import { createBatch } from '../batch/batch.ts';
import { amount, baristaVariables, readEnvironment } from '../environment.ts';
import { log } from '../log.ts';
import { decode } from '../order/message.ts';
import { createPrepare } from '../product/prepare.ts';
import { createTell } from '../tell.ts';
import { createBarista } from './barista.ts';
import { createQuarantine } from './quarantine.ts';
import { createTellReady } from './ready.ts';

const variable = readEnvironment(baristaVariables);
const number = (name: (typeof baristaVariables)[number]) => amount(name, variable(name));
const options = clientOptions(patience.barista);

const sqs = new SQSClient(options);
const sourceQueues = createSourceQueues({
  client: sqs,
  queues: [
    { queueUrl: variable('ORDERS_QUEUE_URL'), dlqUrl: variable('ORDERS_DLQ_URL') },
    { queueUrl: variable('TABS_QUEUE_URL'), dlqUrl: variable('TABS_DLQ_URL') },
    { queueUrl: variable('PICKUPS_QUEUE_URL'), dlqUrl: variable('PICKUPS_DLQ_URL') },
  ],
});
const store = createOrderStore({
  client: new DynamoDBClient(options),
  tableName: variable('ORDER_TABLE_NAME'),
  now: Date.now,
});
const announce = createAnnouncer({ client: new SNSClient(options), topicArn: variable('ORDER_EVENTS_TOPIC_ARN') });
const tell = createTell({ announce, log });

export const handler = createBatch({
  log,
  release: sourceQueues.release,
  recordMilliseconds: number('RECORD_MILLISECONDS'),
  work: createBarista({
    store,
    tell,
    tellReady: createTellReady({
      tell,
      handOver: createForward({ client: sqs, queueUrl: variable('ORDERS_QUEUE_URL') }),
      log,
    }),
    quarantine: createQuarantine({ deadLetter: sourceQueues.deadLetter, store, tell, now: Date.now, log }),
    redeem: createClaimCheck({ client: new S3Client(options), bucketName: variable('CLAIM_CHECK_BUCKET_NAME') }).redeem,
    decode,
    prepare: createPrepare({ milliseconds: number('PREPARE_MILLISECONDS') }),
    leaseMilliseconds: number('LEASE_MILLISECONDS'),
    now: Date.now,
    newToken: randomUUID,
    log,
  }),
});
