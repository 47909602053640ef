import { clientTimeouts } from '../aws/client-options.ts';
import type { Connect } from '../aws/connect.ts';
import { createMailer } from '../aws/mailer.ts';
import { createOrderStore } from '../aws/order-store.ts';
import { createSourceQueues } from '../aws/source-queues.ts';
import { createBatch } from '../batch/batch.ts';
import { numberOf, type receiptsVariables, type VariablesOf } from '../environment.ts';
import type { Log } from '../log.ts';
import { inspect } from './inspect.ts';
import { createReceipts } from './receipts.ts';

export type ReceiptsWiring = {
  readonly environment: VariablesOf<typeof receiptsVariables>;
  readonly connect: Connect<'sqs' | 'dynamodb' | 'ses'>;
  readonly now: () => number;
  readonly log: Log;
};

/** The receipts function: consumes the queue `receipts`. */
export const wireReceipts = ({ environment, connect, now, log }: ReceiptsWiring) => {
  const sqs = connect.sqs(clientTimeouts.receipts);
  const dynamodb = connect.dynamodb(clientTimeouts.receipts);
  const ses = connect.ses(clientTimeouts.mailer);
  const queues = [{ queueUrl: environment.RECEIPTS_QUEUE_URL, dlqUrl: environment.RECEIPTS_DLQ_URL }];
  return createBatch({
    ...createSourceQueues({ client: sqs, queues }),
    handleRecord: createReceipts({
      store: createOrderStore({ client: dynamodb, tableName: environment.ORDER_TABLE_NAME, now }),
      sendMail: createMailer({
        client: ses,
        sender: environment.SENDER,
        configurationSet: environment.CONFIGURATION_SET_NAME,
      }),
      log,
    }),
    inspect,
    recordMilliseconds: numberOf('RECORD_MILLISECONDS', environment),
    now,
    log,
  });
};
