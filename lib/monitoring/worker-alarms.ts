import type { AlarmConfig } from '../config.ts';
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

/** The alarm about the messages of a queue of `workers.ts`, from the log lines of its function. */
export const addFailingAlarm = (alarms: Alarms, queue: string, metrics: LogMetrics, config: AlarmConfig): void => {
  const { failing, failingMemory } = config;
  alarms.add(`${queue}-failing`, {
    what: `A message of ${queue} has been failing for ${failing.toHumanString()}, and its retries fail too`,
    metric: metrics.failingSeconds(queue),
    threshold: failing.toSeconds(),
    periods: { of: failingMemory.toMinutes(), reach: 1 },
  });
};
