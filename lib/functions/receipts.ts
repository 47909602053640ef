import { Arn, Stack } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IConfigurationSet } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import type { receiptsVariables, VariablesOf } from '../../lambda/environment.ts';
import type { Config } from '../config.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import type { OrderTable } from '../constructs/order-table.ts';
import type { WorkQueue } from '../constructs/work-queue.ts';

export interface ReceiptsProps {
  readonly config: Config;
  readonly receipts: WorkQueue;
  readonly orderTable: OrderTable;
  readonly sender: string;
  readonly configurationSet: IConfigurationSet;
}

/** Mails customers: the worker of the queue `receipts`. */
export class Receipts extends Construct {
  readonly function: IFunction;
  readonly logGroup: ILogGroup;

  constructor(scope: Construct, id: string, props: ReceiptsProps) {
    super(scope, id);
    const { config, receipts, orderTable, sender, configurationSet } = props;
    const { timeout, recordTime, batchSize, maxConcurrency } = config.receipts;
    // The id 'Default' adds nothing to the logical ids.
    const mailer = new NodeFunction(this, 'Default', {
      folder: 'receipts',
      description: 'Mails customers about their orders',
      timeout,
      logLevel: config.logLevel,
      logRetention: config.logRetention,
      removalPolicy: config.removalPolicy,
      environment: {
        RECEIPTS_QUEUE_URL: receipts.queue.queueUrl,
        RECEIPTS_DLQ_URL: receipts.dlq.queueUrl,
        ORDER_TABLE_NAME: orderTable.table.tableName,
        RECORD_MILLISECONDS: String(recordTime.toMilliseconds()),
        SENDER: sender,
        CONFIGURATION_SET_NAME: configurationSet.configurationSetName,
      } satisfies VariablesOf<typeof receiptsVariables>,
    });
    this.function = mailer.function;
    this.logGroup = mailer.logGroup;

    orderTable.grantItems(this.function, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    this.grantSendMail(props);

    receipts.addWorker(this.function, { timeout, batchSize, maxConcurrency });
  }

  /**
   * Permits mail from this address only. SES asks IAM for the identity of the sender, for that of the recipient if the account has
   * verified it (as in the sandbox), and for the configuration set. The identities of recipients are not known here.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html
   */
  private grantSendMail({ sender, configurationSet }: ReceiptsProps): void {
    const { configurationSetName } = configurationSet;
    const resources = [
      { resource: 'identity', resourceName: '*' },
      { resource: 'configuration-set', resourceName: configurationSetName },
    ];
    Grant.addToPrincipal({
      grantee: this.function,
      actions: ['ses:SendEmail'],
      resourceArns: resources.map((resource) => Arn.format({ service: 'ses', ...resource }, Stack.of(this))),
      conditions: { StringEquals: { 'ses:FromAddress': sender } },
    });
  }
}
