import { Arn, CfnOutput, type Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type {
  baristaVariables,
  cashierVariables,
  counterVariables,
  receiptsVariables,
  VariablesOf,
} from '../../lambda/environment.ts';
import type { Config } from '../config.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { ShopApi } from '../constructs/shop-api.ts';
import type { StateStack } from './state-stack.ts';

export interface ServiceStackProps extends StackProps {
  readonly config: Config;
  readonly state: StateStack;
}

/** All that works: the API and the functions. It can be deleted and deployed again without losing an order. */
export class ServiceStack extends Stack {
  readonly api: RestApi;
  readonly cashier: NodeFunction;
  readonly counter: NodeFunction;
  readonly barista: NodeFunction;
  readonly receipts: NodeFunction;
  private readonly config: Config;

  constructor(scope: Construct, id: string, { config, state, ...props }: ServiceStackProps) {
    super(scope, id, props);
    this.config = config;
    this.cashier = this.createCashier(state);
    this.counter = this.createCounter(state);
    this.barista = this.createBarista(state);
    this.receipts = this.createReceipts(state);
    this.api = new ShopApi(this, 'ShopApi', {
      name: `${config.prefix}-shop`,
      cashier: this.cashier.function,
      counter: this.counter.function,
      rateLimit: config.api.rateLimit,
      burstLimit: config.api.burstLimit,
      logRetention: config.logRetention,
    }).api;
    new CfnOutput(this, 'CashierUrl', { value: this.api.url });
  }

  private createCashier({ orders, tabs, pickups, orderTable, claimCheckBucket }: StateStack): NodeFunction {
    const cashier = this.createFunction('Cashier', 'Takes orders', this.config.api.timeout, {
      ORDERS_QUEUE_URL: orders.queue.queueUrl,
      TABS_QUEUE_URL: tabs.queue.queueUrl,
      PICKUPS_QUEUE_URL: pickups.queue.queueUrl,
      ORDER_TABLE_NAME: orderTable.table.tableName,
      CLAIM_CHECK_BUCKET_NAME: claimCheckBucket.bucket.bucketName,
      CLAIM_CHECK_BYTES: String(this.config.claimCheck.aboveBytes),
    } satisfies VariablesOf<typeof cashierVariables>);
    Grant.addToPrincipal({
      grantee: cashier.function,
      actions: ['s3:PutObject'],
      resourceArns: [claimCheckBucket.bucket.arnForObjects('*')],
    });
    orders.queue.grant(cashier.function, 'sqs:SendMessage');
    tabs.queue.grant(cashier.function, 'sqs:SendMessage');
    pickups.queue.grant(cashier.function, 'sqs:SendMessage');
    orderTable.table.grant(cashier.function, 'dynamodb:GetItem', 'dynamodb:PutItem');
    return cashier;
  }

  private createCounter({
    orders,
    tabs,
    pickups,
    orderTable,
    claimCheckBucket,
    orderEvents,
  }: StateStack): NodeFunction {
    const counter = this.createFunction('Counter', 'Answers questions about orders', this.config.api.timeout, {
      ORDERS_QUEUE_URL: orders.queue.queueUrl,
      TABS_QUEUE_URL: tabs.queue.queueUrl,
      PICKUPS_QUEUE_URL: pickups.queue.queueUrl,
      ORDER_TABLE_NAME: orderTable.table.tableName,
      CLAIM_CHECK_BUCKET_NAME: claimCheckBucket.bucket.bucketName,
      ORDER_EVENTS_TOPIC_ARN: orderEvents.topicArn,
    } satisfies VariablesOf<typeof counterVariables>);
    orderEvents.grantPublish(counter.function);
    this.grantRedeem(claimCheckBucket.bucket, counter);
    orders.queue.grant(counter.function, 'sqs:GetQueueAttributes');
    tabs.queue.grant(counter.function, 'sqs:GetQueueAttributes');
    pickups.queue.grant(counter.function, 'sqs:GetQueueAttributes');
    orderTable.table.grant(
      counter.function,
      'dynamodb:GetItem',
      'dynamodb:BatchGetItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    );
    return counter;
  }

  private createBarista({
    orders,
    tabs,
    pickups,
    orderTable,
    claimCheckBucket,
    orderEvents,
  }: StateStack): NodeFunction {
    const { timeout, batchingWindow, lease, work, workGrants, recordTime, ...workers } = this.config.barista;
    const barista = this.createFunction('Barista', 'Makes orders', timeout, {
      ORDER_TABLE_NAME: orderTable.table.tableName,
      ORDER_EVENTS_TOPIC_ARN: orderEvents.topicArn,
      ORDERS_QUEUE_URL: orders.queue.queueUrl,
      ORDERS_DLQ_URL: orders.dlq.queueUrl,
      TABS_QUEUE_URL: tabs.queue.queueUrl,
      TABS_DLQ_URL: tabs.dlq.queueUrl,
      PICKUPS_QUEUE_URL: pickups.queue.queueUrl,
      PICKUPS_DLQ_URL: pickups.dlq.queueUrl,
      CLAIM_CHECK_BUCKET_NAME: claimCheckBucket.bucket.bucketName,
      RECORD_MILLISECONDS: String(recordTime.toMilliseconds()),
      LEASE_MILLISECONDS: String(lease.toMilliseconds()),
      ...work,
    } satisfies VariablesOf<typeof baristaVariables>);
    for (const { actions, resources } of workGrants)
      Grant.addToPrincipal({ grantee: barista.function, actions: [...actions], resourceArns: [...resources] });
    orderTable.table.grant(barista.function, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    orderEvents.grantPublish(barista.function);
    this.grantRedeem(claimCheckBucket.bucket, barista);
    for (const { dlq } of [orders, tabs, pickups]) dlq.grant(barista.function, 'sqs:SendMessage');
    orders.queue.grant(barista.function, 'sqs:SendMessage'); // where a tab's announcements are made up for
    orders.addWorker(barista.function, { timeout, batchingWindow, ...workers.orders });
    tabs.addWorker(barista.function, { timeout, batchingWindow, ...workers.tabs });
    pickups.addWorker(barista.function, { timeout, batchingWindow, ...workers.pickups });
    return barista;
  }

  private createReceipts({ receipts, orderTable }: StateStack): NodeFunction {
    const { sender, timeout, recordTime, batchSize, maxConcurrency } = this.config.receipts;
    const mailer = this.createFunction('Receipts', 'Mails customers', timeout, {
      RECEIPTS_QUEUE_URL: receipts.queue.queueUrl,
      RECEIPTS_DLQ_URL: receipts.dlq.queueUrl,
      ORDER_TABLE_NAME: orderTable.table.tableName,
      RECORD_MILLISECONDS: String(recordTime.toMilliseconds()),
      SENDER: sender,
    } satisfies VariablesOf<typeof receiptsVariables>);
    orderTable.table.grant(mailer.function, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    receipts.dlq.grant(mailer.function, 'sqs:SendMessage');
    this.grantMail(sender, mailer);
    receipts.addWorker(mailer.function, { timeout, batchSize, maxConcurrency });
    return mailer;
  }

  /** What SES has verified is the address or its whole domain, and it asks for that one: from this address alone. */
  private grantMail(sender: string, { function: grantee }: NodeFunction): void {
    const identities = [sender, sender.slice(sender.indexOf('@') + 1)];
    Grant.addToPrincipal({
      grantee,
      actions: ['ses:SendEmail'],
      resourceArns: identities.map((resourceName) =>
        Arn.format({ service: 'ses', resource: 'identity', resourceName }, this),
      ),
      conditions: { StringEquals: { 'ses:FromAddress': sender } },
    });
  }

  /** To see that an object is missing, and not forbidden, one has to be allowed to list its bucket. */
  private grantRedeem(bucket: Bucket, { function: grantee }: NodeFunction): void {
    Grant.addToPrincipal({ grantee, actions: ['s3:GetObject'], resourceArns: [bucket.arnForObjects('*')] });
    Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns: [bucket.bucketArn] });
  }

  private createFunction(
    id: string,
    description: string,
    timeout: Duration,
    environment: Readonly<Record<string, string>>,
  ): NodeFunction {
    const { logRetention, removalPolicy } = this.config;
    const folder = id.toLowerCase();
    return new NodeFunction(this, id, { folder, description, timeout, environment, logRetention, removalPolicy });
  }
}
