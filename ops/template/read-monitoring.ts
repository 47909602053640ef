import * as v from 'valibot';
import type { Resource } from './assembly.ts';
import type { MonitoringTemplate } from './shop-template.ts';

const alarmSchema = v.object({ Metrics: v.optional(v.array(v.object({ Expression: v.optional(v.string()) }))) });
const filterSchema = v.object({ MetricTransformations: v.array(v.object({ MetricName: v.string() })) });
const logGroupSchema = v.object({ RetentionInDays: v.number() });

/** Reads alarms, dashboards, metrics and logs. CloudWatch charges an alarm for each metric that it reads. */
export const readMonitoring = (resources: readonly Resource[]): MonitoringTemplate => {
  const propertiesOf = (type: string) =>
    resources.filter((resource) => resource.type === type).map((r) => r.properties);
  const alarms = propertiesOf('AWS::CloudWatch::Alarm').map((properties) => v.parse(alarmSchema, properties));
  const names = propertiesOf('AWS::Logs::MetricFilter').flatMap((properties) =>
    v.parse(filterSchema, properties).MetricTransformations.map(({ MetricName }) => MetricName),
  );
  const retentions = propertiesOf('AWS::Logs::LogGroup').map((properties) => v.parse(logGroupSchema, properties));
  return {
    alarmMetrics: alarms.reduce((sum, { Metrics }) => sum + metricsOf(Metrics), 0),
    compositeAlarms: propertiesOf('AWS::CloudWatch::CompositeAlarm').length,
    dashboards: propertiesOf('AWS::CloudWatch::Dashboard').length,
    metrics: new Set(names).size,
    logRetentionDays: Math.max(...retentions.map(({ RetentionInDays }) => RetentionInDays)),
  };
};

/** An alarm with expressions reads several metrics. The expressions themselves are free. */
const metricsOf = (metrics: readonly { readonly Expression?: string | undefined }[] | undefined): number =>
  metrics === undefined ? 1 : metrics.filter(({ Expression }) => Expression === undefined).length;
