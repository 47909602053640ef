import type { Alarms } from './alarms.ts';
import type { LogMetrics } from './log-metrics.ts';

/** The alarm about the barista in containers, from its log lines. ECS has no metric of tasks that end. */
export const addWorkerAlarms = (alarms: Alarms, metrics: LogMetrics): void => {
  alarms.add('barista-errors', {
    what: 'A task of the barista has ended, by an error: a batch passed its timeout, nothing handled an error, or the worker did not start',
    metric: metrics.count('WorkerErrors'),
    threshold: 1,
  });
};
