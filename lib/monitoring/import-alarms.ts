import type { AlarmConfig } from '../config.ts';
import type { Alarms } from './alarms.ts';
import type { LogMetrics } from './log-metrics.ts';

/** The alarm about bulk imports, from the log lines of the importer. A file that is refused is no failure: its report says why. */
export const addImportAlarms = (alarms: Alarms, metrics: LogMetrics, config: AlarmConfig): void => {
  const { failing, failingMemory } = config;
  alarms.add('imports-failing', {
    what: `An import has been failing for ${failing.toHumanString()}: the orders of its file wait`,
    metric: metrics.maximum('ImportFailingSeconds'),
    threshold: failing.toSeconds(),
    periods: { of: failingMemory.toMinutes(), reach: 1 },
  });
};
