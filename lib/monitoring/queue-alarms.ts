import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmConfig } from '../config.ts';
import type { WorkQueue } from '../constructs/work-queue.ts';
import { type Alarms, allOf, MINUTE } from './alarms.ts';

export type WatchedQueue = {
  readonly workQueue: WorkQueue;
  readonly isFifo?: boolean;
  /** Whether an old message is late. SQS delays the messages of `pickups` on purpose. */
  readonly hasAge: boolean;
  readonly polledBy: keyof typeof idleReasons;
  /** Whether customers get no orders if nobody works the queue. */
  readonly isUnwell: boolean;
};

const idleReasons = { mapping: 'its mapping is disabled', tasks: 'no task polls it' } as const;

/** The alarms about one queue, from the metrics of SQS. */
export const addQueueAlarms = (alarms: Alarms, name: string, watched: WatchedQueue, config: AlarmConfig): void => {
  const { workQueue, hasAge, polledBy, isUnwell } = watched;
  const { queue, dlq } = workQueue;
  alarms.add(`${name}-dlq`, {
    what: `The dead-letter queue of ${name} holds a message: what it asks for is not done without help`,
    metric: dlq.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: 'Maximum' }),
    threshold: 1,
  });
  alarms.add(`${name}-idle`, {
    what: `Messages have been visible on ${name} for ${config.idle.toHumanString()}, and nobody received one: ${idleReasons[polledBy]}`,
    metric: idleMetric(watched),
    threshold: 1,
    periods: allOf(config.idle.toMinutes()),
    isUnwell,
  });
  if (!hasAge) return;
  alarms.add(`${name}-age`, {
    what: `A message of ${name} is at least ${config.messageAge.toHumanString()} old`,
    metric: queue.metricApproximateAgeOfOldestMessage({ period: MINUTE, statistic: 'Maximum' }),
    threshold: config.messageAge.toSeconds(),
    isUnwell,
  });
};

/** More than the messages of a queue or the orders of some minutes, so that one that is received or made outweighs them all. */
export const MANY = 1e12;

/**
 * 1 in a minute in which messages were visible and nobody received one. A disabled mapping has no metric, and three mappings
 * invoke the barista, so that its invocations tell nothing about one of them. On FIFO, messages behind one in flight are visible
 * and cannot be received.
 *
 * SQS writes no receives of a queue that nobody polls. Between two metrics CloudWatch takes a missing value for 0. `FILL` would also
 * stand for the newest minute, whose metrics are late, and the alarm would never fire.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
const idleMetric = ({ workQueue: { queue }, isFifo = false }: WatchedQueue): MathExpression =>
  new MathExpression({
    expression: `visible > ${isFifo ? '(received + hidden)' : 'received'} * ${MANY}`,
    usingMetrics: {
      visible: queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Minimum' }),
      received: queue.metricNumberOfMessagesReceived({ statistic: 'Sum' }),
      ...(isFifo ? { hidden: queue.metricApproximateNumberOfMessagesNotVisible({ statistic: 'Maximum' }) } : {}),
    },
    label: 'Messages, and no receive',
    period: MINUTE,
  });

/** The alarm about the limit of messages in flight. */
export const addInFlightAlarm = (alarms: Alarms, queues: readonly WorkQueue[], { inFlight }: AlarmConfig): void => {
  const metrics = queues.map(
    ({ queue }, n) =>
      [`queue${n}`, queue.metricApproximateNumberOfMessagesNotVisible({ statistic: 'Maximum' })] as const,
  );
  alarms.add('in-flight', {
    what: `A queue has ${inFlight.toLocaleString('en')} messages in flight: at 120,000 SQS delivers no others`,
    metric: new MathExpression({
      expression: `MAX([${metrics.map(([id]) => id).join(', ')}])`,
      usingMetrics: Object.fromEntries(metrics),
      label: 'Most messages in flight',
      period: MINUTE,
    }),
    threshold: inFlight,
  });
};
