import { Match } from 'aws-cdk-lib/assertions';
import { templatesOf } from '../../support/synth.ts';

const NAMES = [
  'orders-dlq',
  'orders-age',
  'tabs-dlq',
  'tabs-age',
  'pickups-dlq',
  'pickups-age',
  'receipts-dlq',
  'receipts-age',
  'api-errors',
  'barista-errors',
  'receipts-errors',
];

describe.each(['dev', 'prod'])('the monitoring of stage %s', (stage) => {
  const { monitoring } = templatesOf(stage);
  const alarms = Object.values(monitoring.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);

  it('has every alarm', () => {
    const names = alarms.map(({ AlarmName }) => AlarmName);
    expect(names).toEqual(expect.arrayContaining(NAMES.map((name) => `orderboard-${stage}-${name}`)));
  });

  it('ends the description of each alarm in its runbook anchor', () => {
    for (const { AlarmName, AlarmDescription } of alarms) {
      const anchor = AlarmName.slice(`orderboard-${stage}-`.length);
      expect(AlarmDescription).toMatch(new RegExp(`^[A-Z].+ docs/runbook\\.md#${anchor}$`));
    }
  });

  it('alarms at the first dead letter', () => {
    for (const queue of ['orders', 'tabs', 'receipts'])
      monitoring.hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName: `orderboard-${stage}-${queue}-dlq`,
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Statistic: 'Maximum',
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      });
  });

  it('alarms when a message is 15 minutes old', () => {
    for (const queue of ['orders', 'tabs', 'receipts'])
      monitoring.hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName: `orderboard-${stage}-${queue}-age`,
        MetricName: 'ApproximateAgeOfOldestMessage',
        Threshold: 900,
      });
  });

  it('alarms about a pickup only after the longest time that it can wait', () => {
    monitoring.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `orderboard-${stage}-pickups-age`,
      Threshold: 12 * 3600 + 900,
    });
  });

  it('counts failed records from their log lines', () => {
    for (const MetricName of ['FailedRecords', 'FailedReceipts'])
      monitoring.hasResourceProperties('AWS::Logs::MetricFilter', {
        FilterPattern: '{ $.message.event = "record.failed" }',
        MetricTransformations: [Match.objectLike({ MetricName })],
      });
  });
});
