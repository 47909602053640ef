import type { Template } from 'aws-cdk-lib/assertions';
import type { Line } from '../log.ts';
import { fieldOf, filterPattern } from './filter-pattern.ts';
import type { Datapoint } from './metric-math.ts';

/** One event of a log group, named by its function or by `access`. `at` is in milliseconds. */
export type LogEvent = { readonly group: string; readonly at: number; readonly event: unknown };

/** The event that Lambda writes for a line of a function, in its JSON log format. */
export const lambdaEvent = (group: string, at: number, { level, event, fields }: Line): LogEvent => ({
  group,
  at,
  event: JSON.parse(
    JSON.stringify({
      timestamp: new Date(at).toISOString(),
      level: level.toUpperCase(),
      message: { event, ...fields },
    }),
  ),
});

/** A metric as an alarm names it. A dimension can be a reference to a resource of another stack. */
export type MetricName = {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
};

/** The samples of a metric, by minute. */
export type Series = ReadonlyMap<number, readonly number[]>;
/** What CloudWatch knows: the samples of a metric, or nothing if it has never had one. */
export type Metrics = (metric: MetricName) => Series | undefined;

/** Numbers of an AWS service, one for each minute. `of` is in the metric's dimensions, such as `OrdersQueue`. */
export type AwsNumbers = {
  readonly metricName: string;
  readonly of: string;
  readonly values: readonly Datapoint[];
};

export const MINUTE = 60_000;
const minuteOf = (at: number): number => Math.floor(at / MINUTE);

/** The metrics of AWS services. */
export const awsMetrics =
  (numbers: readonly AwsNumbers[]): Metrics =>
  ({ Namespace, MetricName, Dimensions = [] }) => {
    if (!Namespace.startsWith('AWS/')) return undefined;
    const dimensions = JSON.stringify(Dimensions);
    const found = numbers.find(({ metricName, of }) => metricName === MetricName && dimensions.includes(of));
    return found && new Map(found.values.map((value, minute) => [minute, value === undefined ? [] : [value]]));
  };

type Filter = {
  readonly LogGroupName: unknown;
  readonly FilterPattern: string;
  readonly MetricTransformations: readonly Transformation[];
};
type Transformation = {
  readonly MetricNamespace: string;
  readonly MetricName: string;
  readonly MetricValue: string;
  readonly DefaultValue?: number;
  readonly Dimensions?: readonly { readonly Key: string; readonly Value: string }[];
};

/** The metrics that the metric filters of a template write for log events. */
export const logMetrics = (template: Template, events: readonly LogEvent[]): Metrics => {
  const written = new Map<string, Map<number, number[]>>();
  const seriesOf = (key: string): Map<number, number[]> => {
    const series = written.get(key) ?? new Map<number, number[]>();
    written.set(key, series);
    return series;
  };
  for (const { Properties } of Object.values(template.findResources('AWS::Logs::MetricFilter'))) {
    const filter: Filter = Properties;
    for (const { key, minute, value } of samplesOf(filter, eventsOf(filter, events))) {
      const series = seriesOf(key);
      series.set(minute, [...(series.get(minute) ?? []), value]);
    }
  }
  return ({ Namespace, MetricName, Dimensions = [] }) => written.get(keyOf(Namespace, MetricName, Dimensions));
};

/** A reference to the log group of a function holds the name of its construct. */
const eventsOf = ({ LogGroupName }: Filter, events: readonly LogEvent[]): readonly LogEvent[] => {
  const reference = JSON.stringify(LogGroupName).toLowerCase();
  return events.filter(({ group }) => reference.includes(`${group}logs`));
};

type Sample = { readonly key: string; readonly minute: number; readonly value: number };

const samplesOf = ({ FilterPattern, MetricTransformations }: Filter, events: readonly LogEvent[]): Sample[] => {
  const matches = filterPattern(FilterPattern);
  const found = events.filter(({ event }) => matches(event));
  const minutes = new Set(found.map(({ at }) => minuteOf(at)));
  return MetricTransformations.flatMap((transformation) => {
    const { DefaultValue: value } = transformation;
    if (value === undefined) return found.flatMap((event) => sampleOf(transformation, event));
    // CloudWatch writes the default value for a minute with events of which none matches.
    const others = [...new Set(events.map(({ at }) => minuteOf(at)))].filter((minute) => !minutes.has(minute));
    const key = keyOf(transformation.MetricNamespace, transformation.MetricName, []);
    return [
      ...found.flatMap((event) => sampleOf(transformation, event)),
      ...others.map((minute) => ({ key, minute, value })),
    ];
  });
};

/** An event without the value or a dimension gives no sample. */
const sampleOf = (
  { MetricNamespace, MetricName, MetricValue, Dimensions = [], DefaultValue }: Transformation,
  { at, event }: LogEvent,
): Sample[] => {
  if (Dimensions.length > 0 && DefaultValue !== undefined)
    throw new Error(`${MetricName} should have dimensions or a default value, got both`);
  const value = MetricValue.startsWith('$') ? fieldOf(event, MetricValue) : Number(MetricValue);
  const dimensions = Dimensions.map(({ Key: Name, Value }) => ({ Name, Value: fieldOf(event, Value) }));
  if (typeof value !== 'number' || dimensions.some((dimension) => dimension.Value === undefined)) return [];
  return [{ key: keyOf(MetricNamespace, MetricName, dimensions), minute: minuteOf(at), value }];
};

const keyOf = (namespace: string, name: string, dimensions: readonly object[]): string =>
  JSON.stringify([namespace, name, dimensions]);
