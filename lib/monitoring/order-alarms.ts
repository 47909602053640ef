import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmConfig } from '../config.ts';
import { type Alarms, allOf, FIVE_MINUTES } from './alarms.ts';
import type { LogMetrics } from './log-metrics.ts';
import { MANY } from './queue-alarms.ts';

/** The alarms about orders, from the log lines of the functions. */
export const addOrderAlarms = (alarms: Alarms, metrics: LogMetrics, config: AlarmConfig): void => {
  const { failing, failingMemory, unmade } = config;
  alarms.add('orders-failing', {
    what: `An order has been failing for ${failing.toHumanString()}, and its retries fail too: customers wait`,
    metric: metrics.maximum('OrderFailingSeconds'),
    threshold: failing.toSeconds(),
    periods: { of: failingMemory.toMinutes(), reach: 1 },
    isUnwell: true,
  });
  alarms.add('orders-unmade', {
    what: `Orders are accepted, and none has become READY for ${unmade.toHumanString()}`,
    // Two windows, so that the order of the first one has had the whole second one to become READY. Without FILL, as for idle queues:
    // the logs of a barista that does nothing have no value, which CloudWatch takes for 0.
    metric: new MathExpression({
      expression: `accepted - cancelled > ready * ${MANY}`,
      usingMetrics: {
        accepted: metrics.count('OrdersToMakeNow', FIVE_MINUTES),
        cancelled: metrics.count('OrdersCancelled', FIVE_MINUTES),
        ready: metrics.count('OrdersReady', FIVE_MINUTES),
      },
      label: 'Accepted, and none READY',
      period: FIVE_MINUTES,
    }),
    threshold: 1,
    periods: allOf(unmade.toMinutes() / FIVE_MINUTES.toMinutes()),
    isUnwell: true,
  });
  // One order or message is an effect on one customer already.
  alarms.add('stuck-orders', {
    what: 'An order is STUCK: its customer does not get it without help',
    metric: metrics.count('OrdersStuck'),
    threshold: 1,
    tellsRecovery: false,
  });
  alarms.add('poison', {
    what: 'A message that can never succeed has been quarantined',
    metric: metrics.count('Quarantined'),
    threshold: 1,
    tellsRecovery: false,
  });
  alarms.add('refused-calls', {
    what: 'An AWS service refuses calls of a function, such as for a missing permission: retries cannot succeed',
    metric: metrics.count('RefusedCalls'),
    threshold: 1,
    periods: { of: failingMemory.toMinutes(), reach: 1 }, // a refused message is retried like any other
  });
};
