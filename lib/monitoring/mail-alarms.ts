import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmConfig } from '../config.ts';
import type { Alarms } from './alarms.ts';
import type { LogMetrics } from './log-metrics.ts';

/** Long enough for a rate of the few mails of a quiet shop. */
const WINDOW = Duration.minutes(15);

/** The alarms about mails, from the log lines of the function `receipts`. */
export const addMailAlarms = (alarms: Alarms, metrics: LogMetrics, config: AlarmConfig): void => {
  const { failing, failingMemory, errorPercent, leastErrors } = config;
  const remembered = { of: failingMemory.toMinutes(), reach: 1 };
  alarms.add('mails-failing', {
    what: `A mail has been failing for ${failing.toHumanString()}: customers are not told that their orders are ready`,
    metric: metrics.maximum('MailFailingSeconds'),
    threshold: failing.toSeconds(),
    periods: remembered,
  });
  alarms.add('mail-denied', {
    what: 'IAM denies SES to the function: no customer gets a mail',
    metric: metrics.count('MailsDenied'),
    threshold: 1,
    periods: remembered,
  });
  alarms.add('mails-rejected', {
    what: `SES rejects at least ${errorPercent} % of the mails`,
    metric: new MathExpression({
      expression: `IF(rejected >= ${leastErrors}, 100 * rejected / (rejected + mailed), 0)`,
      usingMetrics: { rejected: metrics.count('MailsRejected', WINDOW), mailed: metrics.count('Mailed', WINDOW) },
      label: 'Rejected mails (%)',
      period: WINDOW,
    }),
    threshold: errorPercent,
  });
};
