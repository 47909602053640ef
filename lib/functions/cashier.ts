import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { cashierVariables, VariablesOf } from '../../lambda/environment.ts';
import type { Config } from '../config.ts';
import type { ClaimCheckBucket } from '../constructs/claim-check-bucket.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import type { OrderTable } from '../constructs/order-table.ts';
import { type OrderQueues, queueUrls } from '../order-queues.ts';

export interface CashierProps {
  readonly config: Config;
  readonly queues: OrderQueues;
  readonly orderTable: OrderTable;
  readonly claimCheckBucket: ClaimCheckBucket;
}

/** Accepts an order: looks up its idempotency key, sends it to its queue and then records it. */
export class Cashier extends Construct {
  readonly function: IFunction;
  readonly logGroup: ILogGroup;

  constructor(scope: Construct, id: string, props: CashierProps) {
    super(scope, id);
    const { config, queues, orderTable, claimCheckBucket } = props;
    // The id 'Default' adds nothing to the logical ids.
    const cashier = new NodeFunction(this, 'Default', {
      folder: 'cashier',
      description: 'Accepts orders and sends them to a queue',
      timeout: config.api.timeout,
      reservedConcurrency: config.api.cashierReservedConcurrency,
      logLevel: config.logLevel,
      logRetention: config.logRetention,
      removalPolicy: config.removalPolicy,
      environment: {
        ...queueUrls(queues),
        ORDER_TABLE_NAME: orderTable.table.tableName,
        CLAIM_CHECK_BUCKET_NAME: claimCheckBucket.bucket.bucketName,
        CLAIM_CHECK_BYTES: String(config.claimCheck.aboveBytes),
      } satisfies VariablesOf<typeof cashierVariables>,
    });
    this.function = cashier.function;
    this.logGroup = cashier.logGroup;

    claimCheckBucket.grantWrite(this.function);
    for (const queue of Object.values(queues)) queue.grantSend(this.function);
    orderTable.grantItems(this.function, 'dynamodb:GetItem', 'dynamodb:PutItem');
  }
}
