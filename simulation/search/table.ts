import type { Result } from '../shop/simulator.ts';

/** What many shops have seen, added up. */
export type Totals = {
  readonly shops: number;
  readonly virtualMilliseconds: number;
  readonly counts: Readonly<Record<string, number>>;
};

export const NOTHING: Totals = { shops: 0, virtualMilliseconds: 0, counts: {} };

/** What one shop has seen. */
export const totalsOf = ({ trace, statuses, virtualMilliseconds }: Result): Totals => ({
  shops: 1,
  virtualMilliseconds,
  counts: Object.fromEntries([...trace.counts, ...statuses]),
});

export const add = (a: Totals, b: Totals): Totals => {
  const counts = { ...a.counts };
  for (const [name, count] of Object.entries(b.counts)) counts[name] = (counts[name] ?? 0) + count;
  return { shops: a.shops + b.shops, virtualMilliseconds: a.virtualMilliseconds + b.virtualMilliseconds, counts };
};

const groups: Readonly<Record<string, readonly string[]>> = {
  'accepted orders': ['READY', 'COLLECTED', 'CANCELLED', 'STUCK', 'PLACED', 'no record'],
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
  'calls that failed': ['throttled', 'error', 'refused', 'lost', 'unseen', 'late'],
  'processes that died': ['crash before', 'crash after', 'killed by its work', 'killed at the timeout'],
  'what SQS and SNS may do': [
    'delivered twice',
    'old receipt works',
    'delete lost',
    'event twice',
    'entry left out',
    'index lag',
    'clock skew',
  ],
  outages: ['outages of sqs', 'outages of dynamodb', 'outages of sns', 'outages of s3', 'outages of ses'],
};

const WIDTH = 26;
const spelled = (count: number): string => count.toLocaleString('en-US').padStart(14);

/** The table that closes a run: the same for the same seed. */
export const tableOf = ({ shops, virtualMilliseconds, counts }: Totals): string => {
  const row = (name: string): string => `  ${name.padEnd(WIDTH)}${spelled(counts[name] ?? 0)}`;
  const sections = Object.entries(groups).flatMap(([title, names]) => [title, ...names.map(row)]);
  const hours = Math.round(virtualMilliseconds / 3_600_000);
  return [
    ...sections,
    'virtual time',
    `  ${'shops'.padEnd(WIDTH)}${spelled(shops)}`,
    `  ${'hours'.padEnd(WIDTH)}${spelled(hours)}`,
  ].join('\n');
};
