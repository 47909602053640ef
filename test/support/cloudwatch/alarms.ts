import type { Template } from 'aws-cdk-lib/assertions';
import { type Datapoint, metricMath } from './metric-math.ts';
import type { MetricName, Metrics, Series } from './metrics.ts';

/** The properties of a metric alarm, as far as the evaluation reads them. */
type Alarm = {
  readonly AlarmName: string;
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number;
  readonly TreatMissingData: string;
  readonly Metrics?: readonly Query[];
} & Partial<MetricName> & { readonly Period?: number; readonly Statistic?: string };

type Query = {
  readonly Id: string;
  readonly Expression?: string;
  readonly ReturnData?: boolean;
  readonly MetricStat?: { readonly Metric: MetricName; readonly Period: number; readonly Stat: string };
};

/** The minutes at whose end an alarm begins and ends, counted from 1. */
export type Fired = { readonly name: string; readonly fires: readonly number[]; readonly recovers: readonly number[] };

/**
 * Evaluates every alarm of a template each minute, as CloudWatch does: a period is a window that ends now. It is strict about
 * missing data: CloudWatch may look at older data in its place, which can only make an alarm end later.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export const evaluateAlarms = (template: Template, prefix: string, metrics: Metrics, minutes: number): Fired[] => {
  const simple = Object.entries(template.findResources('AWS::CloudWatch::Alarm')).map(([logicalId, { Properties }]) => {
    const alarm: Alarm = Properties;
    return { logicalId, name: alarm.AlarmName.slice(prefix.length + 1), states: statesOf(alarm, metrics, minutes) };
  });
  const composite = Object.values(template.findResources('AWS::CloudWatch::CompositeAlarm')).map(({ Properties }) => {
    const children = childrenOf(Properties.AlarmRule).map(
      (id) => simple.find(({ logicalId }) => logicalId === id)?.states,
    );
    return {
      name: String(Properties.AlarmName).slice(prefix.length + 1),
      states: Array.from({ length: minutes }, (_, minute) => children.some((states) => states?.[minute])),
    };
  });
  return [...composite, ...simple].map(({ name, states }) => ({ name, ...changesOf(states) }));
};

const changesOf = (states: readonly boolean[]) => {
  const changes = states.map((inAlarm, n) => ({
    inAlarm,
    minute: n + 1,
    changed: inAlarm !== (states[n - 1] ?? false),
  }));
  const minutesOf = (wanted: boolean) =>
    changes.filter(({ inAlarm, changed }) => changed && inAlarm === wanted).map(({ minute }) => minute);
  return { fires: minutesOf(true), recovers: minutesOf(false) };
};

/** The alarms of a rule. It refuses a rule that is more than "any of these". */
const childrenOf = (rule: { readonly 'Fn::Join': readonly [string, readonly unknown[]] }): string[] => {
  const [, parts] = rule['Fn::Join'];
  const text = parts.map((part) => (typeof part === 'string' ? part : `<${Object(part)['Fn::GetAtt'][0]}>`)).join('');
  if (!/^\((ALARM\("<\w+>"\)( OR )?)+\)$/.test(text))
    throw new Error(`the rule should be any of some alarms, got ${text}`);
  return [...text.matchAll(/<(\w+)>/g)].map(([, id = '']) => id);
};

/** Whether the alarm is in the state ALARM at the end of each minute. */
const statesOf = (alarm: Alarm, metrics: Metrics, minutes: number): boolean[] => {
  const { EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods, Threshold } = alarm;
  if (alarm.ComparisonOperator !== 'GreaterThanOrEqualToThreshold' || alarm.TreatMissingData !== 'notBreaching')
    throw new Error(`${alarm.AlarmName} should compare with >= and take missing data as good`);
  const { period, datapointAt } = datapointsOf(alarm, metrics);
  return Array.from({ length: minutes }, (_, minute) => {
    const last = Array.from({ length: EvaluationPeriods }, (_period, n) => datapointAt(minute - n * period));
    return last.filter((value) => value !== undefined && value >= Threshold).length >= DatapointsToAlarm;
  });
};

/** The period in minutes, and the datapoint of the period that ends with a minute. */
const datapointsOf = (alarm: Alarm, metrics: Metrics) => {
  const { Namespace, MetricName, Dimensions = [], Period = 0, Statistic = '' } = alarm;
  if (Namespace !== undefined && MetricName !== undefined) {
    const series = metrics({ Namespace, MetricName, Dimensions });
    return { period: Period / 60, datapointAt: (minute: number) => statistic(Statistic, series, minute, Period / 60) };
  }
  const queries = alarm.Metrics ?? [];
  const [returned] = queries.filter(({ ReturnData }) => ReturnData !== false);
  const [period = 0, ...others] = new Set(
    queries.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Period / 60] : [])),
  );
  if (!returned || others.length > 0)
    throw new Error(`${alarm.AlarmName} should return one metric over one period, got ${JSON.stringify(queries)}`);
  const expression = metricMath(returned.Expression ?? returned.Id);
  const stats = new Map(queries.flatMap(({ Id, MetricStat }) => (MetricStat ? [[Id, MetricStat] as const] : [])));
  const datapointAt = (minute: number): Datapoint =>
    expression((id) => {
      const stat = stats.get(id);
      if (!stat) throw new Error(`${alarm.AlarmName} should have the metric ${id}, got ${[...stats.keys()]}`);
      return statistic(stat.Stat, metrics(stat.Metric), minute, period);
    });
  return { period, datapointAt };
};

const statistic = (name: string, series: Series | undefined, minute: number, period: number): Datapoint => {
  const samples = Array.from({ length: period }, (_, n) => series?.get(minute - n) ?? []).flat();
  if (samples.length === 0) return undefined;
  if (name === 'Sum') return samples.reduce((sum, sample) => sum + sample, 0);
  if (name === 'Maximum') return Math.max(...samples);
  if (name === 'Minimum') return Math.min(...samples);
  throw new Error(`the statistic should be Sum, Maximum or Minimum, got ${name}`);
};
