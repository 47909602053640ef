import { Arn, Stack } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { receiptsVariables, VariablesOf } from '../../lambda/environment.ts';
import type { Config } from '../config.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import type { WorkQueue } from '../constructs/work-queue.ts';

export interface ReceiptsProps {
  readonly config: Config;
  readonly receipts: WorkQueue;
  readonly orderTable: TableV2;
}

/** Mails customers: the worker of the queue `receipts`. */
export class Receipts extends Construct {
  readonly function: IFunction;
  readonly logGroup: ILogGroup;

  constructor(scope: Construct, id: string, { config, receipts, orderTable }: ReceiptsProps) {
    super(scope, id);
    const { sender, timeout, recordTime, batchSize, maxConcurrency } = config.receipts;
    // The id 'Default' adds nothing to the logical ids.
    const mailer = new NodeFunction(this, 'Default', {
      folder: 'receipts',
      description: 'Mails customers about their orders',
      timeout,
      logRetention: config.logRetention,
      removalPolicy: config.removalPolicy,
      environment: {
        RECEIPTS_QUEUE_URL: receipts.queue.queueUrl,
        RECEIPTS_DLQ_URL: receipts.dlq.queueUrl,
        ORDER_TABLE_NAME: orderTable.tableName,
        RECORD_MILLISECONDS: String(recordTime.toMilliseconds()),
        SENDER: sender,
      } satisfies VariablesOf<typeof receiptsVariables>,
    });
    this.function = mailer.function;
    this.logGroup = mailer.logGroup;

    orderTable.grant(this.function, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    receipts.dlq.grant(this.function, 'sqs:SendMessage');
    this.grantSendMail(sender);

    receipts.addWorker(this.function, { timeout, batchSize, maxConcurrency });
  }

  /**
   * Permits mail from this address only. An account verifies in SES either the address or its domain, and SES checks the
   * permission for that identity, so the permission names both.
   */
  private grantSendMail(sender: string): void {
    const identities = [sender, sender.slice(sender.indexOf('@') + 1)];
    Grant.addToPrincipal({
      grantee: this.function,
      actions: ['ses:SendEmail'],
      resourceArns: identities.map((resourceName) =>
        Arn.format({ service: 'ses', resource: 'identity', resourceName }, Stack.of(this)),
      ),
      conditions: { StringEquals: { 'ses:FromAddress': sender } },
    });
  }
}
