import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Alias } from 'aws-cdk-lib/aws-kms';
import { SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { mailedEventTypes } from '../../lambda/order/event.ts';
import type { Config } from '../config.ts';
import { ClaimCheckBucket } from '../constructs/claim-check-bucket.ts';
import { OrderTable } from '../constructs/order-table.ts';
import { WorkQueue } from '../constructs/work-queue.ts';

export interface StateStackProps extends StackProps {
  readonly config: Config;
}

/** Everything that holds data. The other stacks can be deleted and deployed again without it. */
export class StateStack extends Stack {
  readonly orders: WorkQueue;
  readonly tabs: WorkQueue;
  /** Orders with a pick-up time. Hidden messages count against SQS's in-flight limit, so pickups have their own queue. */
  readonly pickups: WorkQueue;
  /** Events that customers are mailed about. */
  readonly receipts: WorkQueue;
  readonly orderTable: OrderTable;
  readonly claimCheckBucket: ClaimCheckBucket;
  readonly orderEvents: Topic;

  constructor(scope: Construct, id: string, { config, ...props }: StateStackProps) {
    super(scope, id, props);
    const { removalPolicy, deletionProtection } = config;
    const queueProps = { ...config.queues, removalPolicy, visibilityTimeout: config.barista.visibilityTimeout };
    this.orders = new WorkQueue(this, 'Orders', queueProps);
    this.tabs = new WorkQueue(this, 'Tabs', { ...queueProps, fifo: true });
    this.pickups = new WorkQueue(this, 'Pickups', queueProps);
    const { visibilityTimeout, maxReceiveCount } = config.receipts;
    this.receipts = new WorkQueue(this, 'Receipts', { ...queueProps, visibilityTimeout, maxReceiveCount });
    // Not 'OrderTable': a new id would replace the table.
    this.orderTable = new OrderTable(this, 'OrderStore', { deletionProtection, removalPolicy });
    const { expiration } = config.claimCheck;
    this.claimCheckBucket = new ClaimCheckBucket(this, 'ClaimChecks', { expiration, removalPolicy });
    this.orderEvents = new Topic(this, 'OrderEvents', {
      displayName: 'Order events',
      enforceSSL: true,
      masterKey: Alias.fromAliasName(this, 'SnsKey', 'alias/aws/sns'),
    });
    this.orderEvents.applyRemovalPolicy(removalPolicy);
    if (config.mail === 'off') this.keepExports(this.receipts);
    else this.subscribe(this.receipts);

    this.addOutput('OrdersQueueUrl', this.orders.queue.queueUrl);
    this.addOutput('OrdersDlqUrl', this.orders.dlq.queueUrl);
    this.addOutput('TabsQueueUrl', this.tabs.queue.queueUrl);
    this.addOutput('TabsDlqUrl', this.tabs.dlq.queueUrl);
    this.addOutput('PickupsQueueUrl', this.pickups.queue.queueUrl);
    this.addOutput('PickupsDlqUrl', this.pickups.dlq.queueUrl);
    this.addOutput('ReceiptsQueueUrl', this.receipts.queue.queueUrl);
    this.addOutput('ReceiptsDlqUrl', this.receipts.dlq.queueUrl);
    this.addOutput('OrderTableName', this.orderTable.table.tableName);
    this.addOutput('OrderEventsTopicArn', this.orderEvents.topicArn);
    this.addOutput('ClaimCheckBucketName', this.claimCheckBucket.bucket.bucketName);
  }

  private subscribe({ queue, dlq }: WorkQueue): void {
    this.orderEvents.addSubscription(
      new SqsSubscription(queue, {
        rawMessageDelivery: true,
        filterPolicy: { type: SubscriptionFilter.stringFilter({ allowlist: [...mailedEventTypes] }) },
        deadLetterQueue: dlq,
      }),
    );
  }

  /** CloudFormation removes no export in use, and this stack is deployed before the function that used these is taken away. */
  private keepExports({ queue, dlq }: WorkQueue): void {
    for (const value of [queue.queueArn, queue.queueUrl, dlq.queueArn, dlq.queueUrl]) this.exportValue(value);
  }

  private addOutput(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }
}
