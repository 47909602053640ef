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
import { dlqUrls, type OrderQueues, queueUrls } from '../order-queues.ts';

export interface CounterProps {
  readonly config: Config;
  readonly queues: OrderQueues;
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
    const { config, queues, receipts, orderTable, claimCheckBucket, orderEvents } = props;
    // The id 'Default' adds nothing to the logical ids.
    const counter = new NodeFunction(this, 'Default', {
      folder: 'counter',
      description: 'Answers calls about accepted orders, the menu and the board',
      without: config.without,
      timeout: config.api.timeout,
      logLevel: config.logLevel,
      logRetention: config.logRetention,
      removalPolicy: config.removalPolicy,
      environment: {
        ...queueUrls(queues),
        ...dlqUrls(queues),
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
    orderTable.grantItems(this.function, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    if (config.without.includes('board')) return;
    for (const { queue, dlq } of [...Object.values(queues), receipts])
      for (const counted of [queue, dlq]) counted.grant(this.function, 'sqs:GetQueueAttributes');
    orderTable.grantItems(this.function, 'dynamodb:BatchGetItem');
    orderTable.grantBoard(this.function);
  }
}
