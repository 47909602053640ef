import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmRule,
  ComparisonOperator,
  CompositeAlarm,
  type IAlarm,
  type IAlarmAction,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

export type AlarmProps = {
  /** What happens to customers, as a sentence without its full stop. */
  readonly what: string;
  readonly metric: IMetric;
  /** The alarm fires at this value or above. */
  readonly threshold: number;
  /** The periods that the alarm looks at, and how many of them reach the threshold. @default - the last period */
  readonly periods?: { readonly of: number; readonly reach: number };
  /** Whether the alarm says that customers get no orders now. @default false */
  readonly isUnwell?: boolean;
  /** Whether the end of the alarm is news, too. @default true */
  readonly tellsRecovery?: boolean;
};

export const MINUTE = Duration.minutes(1);
/** CloudWatch evaluates an alarm every minute, so a longer period is a window that slides. */
export const FIVE_MINUTES = Duration.minutes(5);

/** Every one of the last periods. */
export const allOf = (periods: number) => ({ of: periods, reach: periods });

/** The alarms of a stage. Every alarm is made here, so that its description ends in the anchor of its runbook entry. */
export class Alarms {
  readonly all: IAlarm[] = [];
  private readonly unwell: IAlarm[] = [];
  private readonly scope: Construct;
  private readonly prefix: string;
  private readonly action: IAlarmAction;

  constructor(scope: Construct, { prefix, action }: { readonly prefix: string; readonly action: IAlarmAction }) {
    this.scope = scope;
    this.prefix = prefix;
    this.action = action;
  }

  /** Adds an alarm. Missing data is no reason for it: most metrics are written only when something happens. */
  add(name: string, props: AlarmProps): void {
    const { what, metric, threshold, periods = { of: 1, reach: 1 }, isUnwell = false, tellsRecovery = true } = props;
    const alarm = new Alarm(this.scope, name, {
      ...this.describe(name, what),
      metric,
      threshold,
      evaluationPeriods: periods.of,
      datapointsToAlarm: periods.reach,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(this.action);
    if (tellsRecovery) alarm.addOkAction(this.action);
    this.all.push(alarm);
    if (isUnwell) this.unwell.push(alarm);
  }

  /** Adds the alarm that fires with any of those that say that customers get no orders. */
  addUnwell(name: string, what: string): void {
    const alarm = new CompositeAlarm(this.scope, name, {
      compositeAlarmName: `${this.prefix}-${name}`,
      alarmDescription: this.describe(name, what).alarmDescription,
      alarmRule: AlarmRule.anyOf(...this.unwell),
    });
    alarm.addAlarmAction(this.action);
    alarm.addOkAction(this.action);
    this.all.unshift(alarm);
  }

  private describe(name: string, what: string) {
    return { alarmName: `${this.prefix}-${name}`, alarmDescription: `${what}. See docs/runbook.md#${name}` };
  }
}
