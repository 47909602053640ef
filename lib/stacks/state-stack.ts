import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Alias } from 'aws-cdk-lib/aws-kms';
import { SubscriptionFilter, Topic, TracingConfig } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { mailedEventTypes } from '../../lambda/order/event.ts';
import { checkWorkers } from '../check-workers.ts';
import type { Config } from '../config.ts';
import { ClaimCheckBucket } from '../constructs/claim-check-bucket.ts';
import { DataKeys } from '../constructs/data-keys.ts';
import { ImportStore } from '../constructs/import-store.ts';
import { OrderTable } from '../constructs/order-table.ts';
import { WorkQueue } from '../constructs/work-queue.ts';
import type { OrderQueues } from '../order-queues.ts';
import type { Part } from '../parts.ts';
import { addWorkerQueue, type WorkerQueue } from '../worker-queue.ts';

export interface StateStackProps extends StackProps {
  readonly config: Config;
}

/** Everything that holds data. The other stacks can be deleted and deployed again without it. */
export class StateStack extends Stack {
  readonly orders: WorkQueue;
  /** Undefined if the shop does without tabs. */
  readonly tabs: WorkQueue | undefined;
  /** Orders with a pick-up time. Hidden messages count against SQS's in-flight limit, so pickups have their own queue. */
  readonly pickups: WorkQueue | undefined;
  /** Events that customers are mailed about. */
  readonly receipts: WorkQueue;
  readonly orderTable: OrderTable;
  readonly claimCheckBucket: ClaimCheckBucket;
  readonly orderEvents: Topic;
  /** The uploads of bulk imports, and the queue that tells of them. */
  readonly importStore: ImportStore | undefined;
  /** The queues of `workers.ts`. */
  readonly workerQueues: readonly WorkerQueue[];
  /** Customer-managed keys, in the stages that have them. */
  readonly keys: DataKeys | undefined;

  constructor(scope: Construct, id: string, { config, ...props }: StateStackProps) {
    super(scope, id, props);
    const { removalPolicy, deletionProtection, prefix } = config;
    this.keys = config.customerManagedKeys ? new DataKeys(this, 'Keys', { prefix, removalPolicy }) : undefined;
    const has = (part: Part): boolean => !config.without.includes(part);
    const { producers, ...numbers } = config.queues;
    const { visibilityTimeout } = config.barista;
    const queueProps = { ...numbers, removalPolicy, visibilityTimeout, encryptionKey: this.keys?.queues };
    this.orders = new WorkQueue(this, 'Orders', { ...queueProps, producers });
    this.tabs = has('tabs') ? new WorkQueue(this, 'Tabs', { ...queueProps, fifo: true }) : undefined;
    this.pickups = has('pickups') ? new WorkQueue(this, 'Pickups', queueProps) : undefined;
    this.receipts = new WorkQueue(this, 'Receipts', { ...queueProps, ...receiptsProps(config) });
    const encryptionKey = this.keys?.orders;
    // Not 'OrderTable': a new id would replace the table.
    this.orderTable = new OrderTable(this, 'OrderStore', {
      ...{ deletionProtection, removalPolicy, encryptionKey, hasBoard: has('board') },
      ...config.orderTable,
    });
    const { expiration } = config.claimCheck;
    this.claimCheckBucket = new ClaimCheckBucket(this, 'ClaimChecks', { expiration, removalPolicy, encryptionKey });
    this.orderEvents = new Topic(this, 'OrderEvents', {
      displayName: 'Order events',
      tracingConfig: TracingConfig.ACTIVE,
      enforceSSL: true,
      masterKey: this.keys?.topics ?? Alias.fromAliasName(this, 'SnsKey', 'alias/aws/sns'),
    });
    this.orderEvents.applyRemovalPolicy(removalPolicy);
    if (config.mail !== 'off') this.subscribe(this.receipts);
    this.importStore = has('imports')
      ? new ImportStore(this, 'Imports', { ...queueProps, keys: this.keys })
      : undefined;
    checkWorkers(config.workers);
    const { orderEvents } = this;
    this.workerQueues = config.workers.map((each) => addWorkerQueue(this, each, { ...queueProps, orderEvents }));
    this.createTableLast();
    this.addOutputs();
    this.exportAttributes();
  }

  /** The queues of orders that the shop has. */
  get orderQueues(): OrderQueues {
    const { orders, tabs, pickups } = this;
    return { orders, ...(tabs ? { tabs } : {}), ...(pickups ? { pickups } : {}) };
  }

  /**
   * Creates the protected table after everything else. CloudFormation cannot delete it when a first deployment fails, so nothing
   * that can fail comes after it.
   */
  private createTableLast(): void {
    const others = this.node.children.filter((child) => child !== this.orderTable);
    this.orderTable.node.addDependency(...others);
  }

  private addOutputs(): void {
    const { orders: Orders, tabs: Tabs, pickups: Pickups, receipts: Receipts } = this;
    for (const [name, workQueue] of Object.entries({ Orders, Tabs, Pickups, Receipts })) {
      if (!workQueue) continue;
      this.addOutput(`${name}QueueUrl`, workQueue.queue.queueUrl);
      this.addOutput(`${name}DlqUrl`, workQueue.dlq.queueUrl);
    }
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

  /**
   * Exports every attribute that another stack can use. An export that the CDK adds for one use would disappear with it, and
   * CloudFormation would refuse that: it updates this stack before the one that still imports the export.
   */
  private exportAttributes(): void {
    const { orderQueues, receipts, orderEvents, keys } = this;
    for (const { queueArn, queueName, queueUrl } of [...Object.values(orderQueues), receipts].flatMap(queuesOf))
      for (const value of [queueArn, queueName, queueUrl]) this.exportValue(value);
    const { table } = this.orderTable;
    const { bucket } = this.claimCheckBucket;
    for (const value of [table.tableArn, table.tableName, bucket.bucketArn, bucket.bucketName]) this.exportValue(value);
    for (const value of [orderEvents.topicArn, orderEvents.topicName]) this.exportValue(value);
    if (keys) for (const key of [keys.queues, keys.topics, keys.orders, keys.logs]) this.exportValue(key.keyArn);
  }

  private addOutput(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }
}

const queuesOf = ({ queue, dlq }: WorkQueue) => [queue, dlq];

const receiptsProps = ({ receipts: { visibilityTimeout, maxReceiveCount } }: Config) => ({
  visibilityTimeout,
  maxReceiveCount,
});
