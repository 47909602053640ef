import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions, patience } from '../aws/client-options.ts';
import { createMailer } from '../aws/mailer.ts';
import { createOrderStore } from '../aws/order-store.ts';
import { createSourceQueues } from '../aws/source-queues.ts';
import { createBatch } from '../batch/batch.ts';
import { amount, readEnvironment, receiptsVariables } from '../environment.ts';
import { log } from '../log.ts';
import { createReceipts } from './receipts.ts';

const variable = readEnvironment(receiptsVariables);
const options = clientOptions(patience.receipts);

const sourceQueues = createSourceQueues({
  client: new SQSClient(options),
  queues: [{ queueUrl: variable('RECEIPTS_QUEUE_URL'), dlqUrl: variable('RECEIPTS_DLQ_URL') }],
});

export const handler = createBatch({
  log,
  release: sourceQueues.release,
  recordMilliseconds: amount('RECORD_MILLISECONDS', variable('RECORD_MILLISECONDS')),
  work: createReceipts({
    store: createOrderStore({
      client: new DynamoDBClient(options),
      tableName: variable('ORDER_TABLE_NAME'),
      now: Date.now,
    }),
    mail: createMailer({
      client: new SESv2Client(clientOptions(patience.mailer)),
      sender: variable('SENDER'),
    }),
    deadLetter: sourceQueues.deadLetter,
    now: Date.now,
    log,
  }),
});
