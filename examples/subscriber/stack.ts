import { join } from 'node:path';
import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export interface StuckAlertsProps extends StackProps {
  /** The output `OrderEventsTopicArn` of the shop, in the same account and region. */
  readonly orderEventsTopicArn: string;
  /** @default nobody is subscribed to the alerts */
  readonly email?: string | undefined;
}

/** An order is stuck, or goes on: the types of `order-events` that say so. */
const TYPES = ['order.stuck', 'order.ready', 'order.cancelled'];

const TIMEOUT = Duration.seconds(20);
const MAX_RECEIVES = 10;

/** Everything of the team that watches stuck orders. It changes nothing in the shop. */
export class StuckAlerts extends Stack {
  /** Each message is for people. Its subject is enough to act on. */
  readonly alerts: Topic;

  constructor(scope: Construct, id: string, { orderEventsTopicArn, email, ...props }: StuckAlertsProps) {
    super(scope, id, props);
    this.alerts = new Topic(this, 'Alerts', { displayName: 'Stuck orders', enforceSSL: true });
    new CfnOutput(this, 'AlertTopicArn', { value: this.alerts.topicArn });
    if (email !== undefined) this.alerts.addSubscription(new EmailSubscription(email));
    // The newest version of each order. It can be lost: at worst an alert is repeated.
    const seen = new TableV2(this, 'Seen', {
      partitionKey: { name: 'order', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const { queue, dlq } = this.addQueues();
    Topic.fromTopicArn(this, 'OrderEvents', orderEventsTopicArn).addSubscription(
      new SqsSubscription(queue, {
        rawMessageDelivery: true, // the body is the event
        filterPolicy: { type: SubscriptionFilter.stringFilter({ allowlist: TYPES }) },
        deadLetterQueue: dlq, // of events that SNS cannot deliver
      }),
    );
    this.addFunction(queue, seen);
    this.addAlarm(dlq);
  }

  /** A message keeps its first timestamp in the dead-letter queue, which therefore retains it for longer. */
  private addQueues(): { readonly queue: Queue; readonly dlq: Queue } {
    const common = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    const dlq = new Queue(this, 'Dlq', { ...common, retentionPeriod: Duration.days(14) });
    const queue = new Queue(this, 'Queue', {
      ...common,
      retentionPeriod: Duration.days(7),
      visibilityTimeout: Duration.seconds(6 * TIMEOUT.toSeconds()), // as AWS recommends for Lambda
      deadLetterQueue: { queue: dlq, maxReceiveCount: MAX_RECEIVES },
    });
    return { queue, dlq };
  }

  /** Permits the function its own calls and those of Lambda's pollers, and nothing else. */
  private addFunction(queue: Queue, seen: TableV2): void {
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    queue.grant(role, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes');
    seen.grant(role, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    this.alerts.grantPublish(role);
    const handler = new NodejsFunction(this, 'Function', {
      description: 'Tells people of orders that are stuck',
      entry: join(import.meta.dirname, 'handler.ts'),
      bundling: { format: OutputFormat.ESM, target: 'node24', minify: true },
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: TIMEOUT,
      environment: { TABLE_NAME: seen.tableName, ALERT_TOPIC_ARN: this.alerts.topicArn },
      loggingFormat: LoggingFormat.JSON,
      ...{ logGroup, role },
    });
    handler.addEventSourceMapping('Events', {
      eventSourceArn: queue.queueArn,
      batchSize: 10,
      maxConcurrency: 2,
      reportBatchItemFailures: true,
    });
  }

  /** The team's own dead letters: an alert that it could not send. */
  private addAlarm(dlq: Queue): void {
    const alarm = new Alarm(this, 'DeadLetters', {
      alarmDescription: 'Events of orders could not be handled. Look at the dead-letter queue of this stack.',
      metric: dlq.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.alerts));
    // The policy for TLS replaces the default policy of a topic, which would let CloudWatch publish.
    this.alerts.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.alerts.topicArn],
        conditions: { ArnEquals: { 'aws:SourceArn': alarm.alarmArn } },
      }),
    );
  }
}
