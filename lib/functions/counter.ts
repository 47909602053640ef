import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { counterVariables, VariablesOf } from '../../lambda/environment.ts';
import type { Config } from '../config.ts';
import type { ClaimCheckBucket } from '../constructs/claim-check-bucket.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import type { OrderTable } from '../constructs/order-table.ts';
import { grantPublish } from '../constructs/topic-access.ts';
import type { WorkQueue } from '../constructs/work-queue.ts';

export interface CounterProps {
  readonly config: Config;
  readonly orders: WorkQueue;
  readonly tabs: WorkQueue;
  readonly pickups: WorkQueue;
  readonly receipts: WorkQueue;
  readonly orderTable: OrderTable;
  readonly claimCheckBucket: ClaimCheckBucket;
  readonly orderEvents: ITopic;
}

/** Answers the calls about accepted orders: reads, cancels and collects them. It also shows the menu, the board and its page. */
export class Counter extends Construct {
  readonly function: IFunction;
  readonly logGroup: ILogGroup;

  constructor(scope: Construct, id: string, props: CounterProps) {
    super(scope, id);
    const { config, orders, tabs, pickups, receipts, orderTable, claimCheckBucket, orderEvents } = props;
    // The id 'Default' adds nothing to the logical ids.
    const counter = new NodeFunction(this, 'Default', {
      folder: 'counter',
      description: 'Answers calls about accepted orders, the menu and the board',
      timeout: config.api.timeout,
      logLevel: config.logLevel,
      logRetention: config.logRetention,
      removalPolicy: config.removalPolicy,
      environment: {
        ORDERS_QUEUE_URL: orders.queue.queueUrl,
        ORDERS_DLQ_URL: orders.dlq.queueUrl,
        TABS_QUEUE_URL: tabs.queue.queueUrl,
        TABS_DLQ_URL: tabs.dlq.queueUrl,
        PICKUPS_QUEUE_URL: pickups.queue.queueUrl,
        PICKUPS_DLQ_URL: pickups.dlq.queueUrl,
        RECEIPTS_QUEUE_URL: receipts.queue.queueUrl,
        RECEIPTS_DLQ_URL: receipts.dlq.queueUrl,
        ORDER_TABLE_NAME: orderTable.table.tableName,
        CLAIM_CHECK_BUCKET_NAME: claimCheckBucket.bucket.bucketName,
        ORDER_EVENTS_TOPIC_ARN: orderEvents.topicArn,
      } satisfies VariablesOf<typeof counterVariables>,
    });
    this.function = counter.function;
    this.logGroup = counter.logGroup;

    grantPublish(orderEvents, this.function);
    claimCheckBucket.grantRead(this.function);
    for (const { queue, dlq } of [orders, tabs, pickups, receipts])
      for (const counted of [queue, dlq]) counted.grant(this.function, 'sqs:GetQueueAttributes');
    orderTable.grantItems(this.function, 'dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:UpdateItem');
    orderTable.grantBoard(this.function);
  }
}
