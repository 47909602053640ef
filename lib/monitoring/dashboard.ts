import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { WorkQueue } from '../constructs/work-queue.ts';
import { MINUTE } from './alarms.ts';
import type { LogMetrics } from './log-metrics.ts';

export type DashboardProps = {
  readonly name: string;
  readonly alarms: readonly IAlarm[];
  readonly metrics: LogMetrics;
  readonly queues: Readonly<Record<string, WorkQueue>>;
  readonly functions: Readonly<Record<string, IFunction>>;
  /** The tasks of the barista, if it is no function. */
  readonly tasks: FargateService | undefined;
  readonly api: readonly IMetric[];
};

/** The dashboard of the operator. Its first row is the way of an order, from left to right. */
export const addDashboard = (scope: Construct, props: DashboardProps): void => {
  new Dashboard(scope, 'Dashboard', {
    dashboardName: props.name,
    widgets: [
      [new AlarmStatusWidget({ title: 'Alarms', alarms: [...props.alarms], width: ROW, height: 4 })],
      [heading('The way of an order: accepted → waiting → working, or failing → READY → mailed')],
      rowOf(wayOfAnOrder(props)),
      [heading('What goes wrong')],
      rowOf(failures(props)),
      [heading('What it runs on')],
      rowOf(resources(props)),
    ],
  });
};

type Graph = readonly [title: string, left: IMetric[], right?: IMetric[]];

const wayOfAnOrder = ({ metrics, queues }: DashboardProps): Graph[] => [
  ['1 Accepted', [metrics.count('OrdersAccepted'), metrics.count('OrdersCancelled')]],
  ['2 Waiting', ofQueues(queues, ({ queue }) => queue.metricApproximateNumberOfMessagesVisible())],
  [
    '3 Working and failing',
    [
      ...ofQueues(queues, ({ queue }) => queue.metricApproximateNumberOfMessagesNotVisible()),
      metrics.count('OrderFailures'),
    ],
    [metrics.maximum('OrderFailingSeconds')],
  ],
  [
    '4 READY, and the milliseconds to it',
    [metrics.count('OrdersReady')],
    [metrics.percentile('MillisecondsToReady', 50), metrics.percentile('MillisecondsToReady', 99)],
  ],
  ['5 Mailed', [metrics.count('Mailed'), metrics.count('MailFailures'), metrics.count('MailsRejected')]],
];

const failures = ({ metrics, queues }: DashboardProps): Graph[] => [
  ['Dead letters', ofQueues(queues, ({ dlq }) => dlq.metricApproximateNumberOfMessagesVisible())],
  ['Stuck and quarantined', [metrics.count('OrdersStuck'), metrics.count('Quarantined')]],
  ['Failures by reason', [metrics.byDimension('Failures')]],
  ['Failed calls by service', [metrics.byDimension('FailedCalls'), metrics.count('RefusedCalls')]],
  ['Receives of 3 and more, attempts', [metrics.count('RepeatedReceives')], [metrics.maximum('Attempts')]],
];

const resources = ({ queues, functions, tasks, api }: DashboardProps): Graph[] => [
  ['API', [...api]],
  ['Oldest message', ofQueues(queues, ({ queue }) => queue.metricApproximateAgeOfOldestMessage())],
  ['Invocations', ofFunctions(functions, (watched, label) => watched.metricInvocations({ label }))],
  ['Errors', ofFunctions(functions, (watched, label) => watched.metricErrors({ label }))],
  ['Throttles', ofFunctions(functions, (watched, label) => watched.metricThrottles({ label }))],
  ...(tasks ? [graphOfTasks(tasks)] : []),
];

/** ECS writes one sample of the CPU for each task and minute. */
const graphOfTasks = (tasks: FargateService): Graph => [
  'Tasks of the barista, CPU and memory (%)',
  [tasks.metricCpuUtilization({ statistic: 'SampleCount', period: MINUTE, label: 'tasks' })],
  [tasks.metricCpuUtilization(), tasks.metricMemoryUtilization()],
];

const ofQueues = (queues: DashboardProps['queues'], metricOf: (workQueue: WorkQueue) => IMetric): IMetric[] =>
  Object.values(queues).map(metricOf);

const ofFunctions = (
  functions: DashboardProps['functions'],
  metricOf: (watched: IFunction, label: string) => IMetric,
): IMetric[] => Object.entries(functions).map(([name, watched]) => metricOf(watched, name));

/** The columns of a dashboard. */
const ROW = 24;
const heading = (text: string): TextWidget => new TextWidget({ markdown: `## ${text}`, width: ROW, height: 1 });

/** Graphs side by side. The last one takes the columns that are left. */
const rowOf = (graphs: readonly Graph[]): GraphWidget[] => {
  const width = Math.floor(ROW / graphs.length);
  return graphs.map(([title, left, right = []], n) => {
    const isLast = n === graphs.length - 1;
    return new GraphWidget({ title, left, right, width: isLast ? ROW - n * width : width });
  });
};
