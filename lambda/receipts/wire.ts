import { clientTimeouts } from '../aws/client-options.ts';
import type { Connect } from '../aws/connect.ts';
import type { Load } from '../aws/lazy/load.ts';
import { createLazySourceQueues } from '../aws/lazy/source-queues.ts';
import { createMailer } from '../aws/mailer.ts';
import { createOrderStore } from '../aws/order-store.ts';
import { createBatch } from '../batch/batch.ts';
import { numberOf, type receiptsVariables, type VariablesOf } from '../environment.ts';
import type { Log } from '../log.ts';
import { inspect } from './inspect.ts';
import { createReceipts } from './receipts.ts';

export type ReceiptsWiring = {
  readonly environment: VariablesOf<typeof receiptsVariables>;
  readonly connect: Connect<'dynamodb' | 'ses'>;
  readonly load: Load<'sqs'>;
  readonly now: () => number;
  readonly log: Log;
};

/** The receipts function: consumes the queue `receipts`. */
export const wireReceipts = ({ environment, connect, load, now, log }: ReceiptsWiring) => {
  const timeout = clientTimeouts.receipts;
  const dynamodb = connect.dynamodb(clientTimeouts.receipts);
  const ses = connect.ses(clientTimeouts.mailer);
  const queues = [{ queueUrl: environment.RECEIPTS_QUEUE_URL, dlqUrl: environment.RECEIPTS_DLQ_URL }];
  return createBatch({
    ...createLazySourceQueues({ load, timeout, queues }).sourceQueues,
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
