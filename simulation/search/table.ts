import { callFaults, services } from '../engine/faults.ts';
import type { Tally } from '../invariants/tally.ts';
import type { Totals } from './totals.ts';

/** The table at the end of a run. The same seed gives the same table. */
export const tableOf = ({ shops, virtualMilliseconds, counts, tally }: Totals): string => {
  const hours = Math.round(virtualMilliseconds / 3_600_000);
  return [
    tallyTableOf(tally),
    ...Object.entries(sections).flatMap(([title, names]) => [title, ...names.map((name) => row(name, counts[name]))]),
    'virtual time',
    row('shops', shops),
    row('hours', hours),
  ].join('\n');
};

/** What the plans drew, what happened of it, and what did not happen for a known reason. */
export const tallyTableOf = (tally: Tally): string =>
  [
    `${'orders and poison'.padEnd(NAME_WIDTH + 2)}${['drawn', 'happened', 'explained'].map(cell).join('')}`,
    ...Object.entries(tally).map(
      ([name, { drawn, happened, explained }]) =>
        `  ${name.padEnd(NAME_WIDTH)}${[drawn, happened, explained].map((count) => cell(format(count))).join('')}`,
    ),
  ].join('\n');

const sections: Readonly<Record<string, readonly string[]>> = {
  'accepted orders': ['READY', 'COLLECTED', 'CANCELLED', 'STUCK', 'PLACED', 'PREPARING', 'no record'],
  work: [
    'calls',
    'invocations',
    'deliveries',
    'redeliveries',
    'preparations',
    'events',
    'mails',
    'record.quarantined',
    'poison',
  ],
  operators: [
    'reconciles',
    ...['recorded', 'stuck', 'done', 'leased', 'conflict', 'expired', 'changed', 'unreadable'].map(
      (kind) => `reconciled: ${kind}`,
    ),
  ],
  'calls that failed': callFaults.filter((fault) => !fault.startsWith('crash')),
  'processes that died': ['crash before', 'crash after', 'killed by prepare', 'killed at timeout'],
  anomalies: [
    'duplicate delivery',
    'old handle works',
    'given up early',
    'delete lost',
    'duplicate event',
    'entry failed',
    'index lag',
    'stale read',
    'clock skew',
  ],
  outages: services.map((service) => `outages of ${service}`),
};

const NAME_WIDTH = 26;
const COUNT_WIDTH = 14;

const format = (count: number): string => count.toLocaleString('en-US');
const cell = (text: string): string => text.padStart(COUNT_WIDTH);
const row = (name: string, count = 0): string => `  ${name.padEnd(NAME_WIDTH)}${cell(format(count))}`;
