import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { MAX_HIDDEN_HOURS } from '../../lambda/order/pickup.ts';
import type { Config } from '../config.ts';
import type { WorkQueue } from '../constructs/work-queue.ts';
import type { ServiceStack } from './service-stack.ts';
import type { StateStack } from './state-stack.ts';

export interface MonitoringStackProps extends StackProps {
  readonly config: Config;
  readonly state: StateStack;
  readonly service: ServiceStack;
}

const MINUTE = Duration.minutes(1);

/** The dashboard and the alarms of the operator. */
export class MonitoringStack extends Stack {
  private readonly prefix: string;

  constructor(scope: Construct, id: string, { config, state, service, ...props }: MonitoringStackProps) {
    super(scope, id, props);
    this.prefix = config.prefix;
    const queues = { orders: state.orders, tabs: state.tabs, pickups: state.pickups, receipts: state.receipts };
    const { messageAge } = config.alarms;
    this.watchQueue('orders', state.orders, messageAge);
    this.watchQueue('tabs', state.tabs, messageAge);
    // A pickup may wait for the whole time ahead that an order may name.
    this.watchQueue('pickups', state.pickups, messageAge.plus(Duration.hours(MAX_HIDDEN_HOURS)));
    this.watchQueue('receipts', state.receipts, messageAge);

    const serverErrors = service.api.metricServerError({ period: MINUTE, statistic: 'Sum' });
    this.addAlarm('api-errors', 'The API answered a call with 5xx', serverErrors, 1);
    const barista = this.watchWorker('barista', service.barista.function);
    const receipts = service.receipts ? this.watchWorker('receipts', service.receipts.function) : [];
    const failed = [
      this.addFailedRecordsMetric('FailedRecords', service.barista.logGroup),
      ...(service.receipts ? [this.addFailedRecordsMetric('FailedReceipts', service.receipts.logGroup)] : []),
    ];

    new Dashboard(this, 'Dashboard', {
      dashboardName: config.prefix,
      widgets: [
        [
          this.graph(
            'Waiting',
            Object.values(queues).map(({ queue }) => queue.metricApproximateNumberOfMessagesVisible()),
          ),
          this.graph(
            'Oldest message',
            Object.values(queues).map(({ queue }) => queue.metricApproximateAgeOfOldestMessage()),
          ),
          this.graph(
            'Dead letters',
            Object.values(queues).map(({ dlq }) => dlq.metricApproximateNumberOfMessagesVisible()),
          ),
        ],
        [
          this.graph('Requests', [service.api.metricCount(), serverErrors, service.api.metricClientError()]),
          this.graph('Barista', barista),
          this.graph('Failed records', failed),
        ],
        [this.graph('Receipts', receipts)],
      ],
    });
  }

  private watchQueue(name: string, { queue, dlq }: WorkQueue, messageAge: Duration): void {
    const dead = dlq.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: 'Maximum' });
    this.addAlarm(`${name}-dlq`, `The dead-letter queue of ${name} holds a message`, dead, 1);
    const age = queue.metricApproximateAgeOfOldestMessage({ period: MINUTE, statistic: 'Maximum' });
    this.addAlarm(
      `${name}-age`,
      `A message on the queue ${name} is at least ${messageAge.toHumanString()} old`,
      age,
      messageAge.toSeconds(),
    );
  }

  private watchWorker(name: string, worker: IFunction): IMetric[] {
    const errors = worker.metricErrors({ period: MINUTE });
    this.addAlarm(`${name}-errors`, `An invocation of the function ${name} ended in an error or a timeout`, errors, 1);
    return [worker.metricInvocations(), errors, worker.metricThrottles()];
  }

  /** Counts failed records: the functions log one structured line for each. */
  private addFailedRecordsMetric(metricName: string, logGroup: ILogGroup): IMetric {
    return new MetricFilter(this, metricName, {
      logGroup,
      filterPattern: FilterPattern.stringValue('$.message.event', '=', 'record.failed'),
      metricNamespace: this.prefix,
      metricName,
      metricValue: '1',
    }).metric({ statistic: 'Sum', period: MINUTE });
  }

  private graph(title: string, left: IMetric[]): GraphWidget {
    return new GraphWidget({ title, left, width: 8 });
  }

  /** Adds an alarm. Every alarm is made here, so that its description ends in the anchor of its runbook entry. */
  private addAlarm(name: string, what: string, metric: IMetric, threshold: number): void {
    new Alarm(this, name, {
      alarmName: `${this.prefix}-${name}`,
      alarmDescription: `${what}. See docs/runbook.md#${name}`,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
