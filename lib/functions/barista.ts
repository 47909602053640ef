import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { baristaVariables, VariablesOf } from '../../lambda/environment.ts';
import type { Config } from '../config.ts';
import type { ClaimCheckBucket } from '../constructs/claim-check-bucket.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import type { OrderTable } from '../constructs/order-table.ts';
import { grantPublish } from '../constructs/topic-access.ts';
import { dlqUrls, type OrderQueues, queueUrls } from '../order-queues.ts';

export interface BaristaProps {
  readonly config: Config;
  readonly queues: OrderQueues;
  readonly orderTable: OrderTable;
  readonly claimCheckBucket: ClaimCheckBucket;
  readonly orderEvents: ITopic;
}

/** Makes orders: the worker of the three order queues. It runs the product's work, with the permissions of that work. */
export class Barista extends Construct {
  readonly function: IFunction;
  readonly logGroup: ILogGroup;

  constructor(scope: Construct, id: string, props: BaristaProps) {
    super(scope, id);
    const { config, queues } = props;
    const { timeout, batchingWindow, ...workers } = config.barista;
    // The id 'Default' adds nothing to the logical ids.
    const barista = new NodeFunction(this, 'Default', {
      folder: 'barista',
      description: 'Takes orders from the queues and makes them',
      timeout,
      logLevel: config.logLevel,
      logRetention: config.logRetention,
      removalPolicy: config.removalPolicy,
      environment: baristaEnvironment(props),
    });
    this.function = barista.function;
    this.logGroup = barista.logGroup;

    grantBaristaCalls(props, this.function);
    queues.orders.addWorker(this.function, { timeout, batchingWindow, ...workers.orders });
    queues.tabs?.addWorker(this.function, { timeout, batchingWindow, ...workers.tabs });
    queues.pickups?.addWorker(this.function, { timeout, batchingWindow, ...workers.pickups });
  }
}

/** The environment variables of the barista, as a function and in a container. */
export const baristaEnvironment = (props: BaristaProps): VariablesOf<typeof baristaVariables> => {
  const { config, queues, orderTable, claimCheckBucket, orderEvents } = props;
  const { recordTime, lease, work } = config.barista;
  return {
    ORDER_TABLE_NAME: orderTable.table.tableName,
    ORDER_EVENTS_TOPIC_ARN: orderEvents.topicArn,
    ...queueUrls(queues),
    ...dlqUrls(queues),
    CLAIM_CHECK_BUCKET_NAME: claimCheckBucket.bucket.bucketName,
    RECORD_MILLISECONDS: String(recordTime.toMilliseconds()),
    LEASE_MILLISECONDS: String(lease.toMilliseconds()),
    ...work,
  };
};

/** Permits what the barista calls beside its queues. */
export const grantBaristaCalls = (props: BaristaProps, grantee: IGrantable): void => {
  const { config, queues, orderTable, claimCheckBucket, orderEvents } = props;
  orderTable.grantItems(grantee, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
  grantPublish(orderEvents, grantee);
  claimCheckBucket.grantRead(grantee);
  // A tab's message whose order is ready, but not announced, is sent on to `orders`, so that the tab continues.
  queues.orders.grantSend(grantee);
  for (const { actions, resources } of config.barista.workGrants)
    Grant.addToPrincipal({ grantee, actions: [...actions], resourceArns: [...resources] });
};
