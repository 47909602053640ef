import { type Growth, type GrowthReport, OUTAGE_SECONDS, type Recovery } from '../growth.ts';
import type { Read } from '../measure/reads.ts';
import { decimal, markdownOf, type Table, textOf, whole } from './tables.ts';
import { sentenceOf } from './tally.ts';

export const growthText = ({ growth, reads, recoveries, measured }: GrowthReport): string =>
  [
    'The cost of one order of a batch, or of one line of an order:',
    textOf(growthTable(growth)),
    'The board and the look-up of one order, by the orders in each partition of the board:',
    textOf(readsTable(reads)),
    ...(recoveries.length > 0 ? ['After an outage of the store, simulated:', textOf(recoveryTable(recoveries))] : []),
    `Measured: ${sentenceOf(measured)}.`,
  ].join('\n\n');

/** The section of docs/performance.md. */
export const growthSectionOf = ({ growth, reads, recoveries, measured }: GrowthReport, date: string): string =>
  `${GROWTH_HEADING}

\`npm run bench -- --growth\` measures our functions with more work; with \`--write\` it writes this section. It shows the run of
${date}. Each row is the cost of one order of a batch, or of one line of an order. The last column compares its CPU time with
that of the smallest size. With 1 or less, the cost grows linearly at most.

${markdownOf(growthTable(growth))}

A long order is one message and one record, so its lines cost less than orders. Above 256 KiB, the lines stay in S3: the
queue and the table hold a pointer.

The board reads a bounded number of orders, and the look-up reads one. Neither depends on the size of the table. "Orders" are
those in each partition of the board. Read units are counted from the calls; nobody writes a million orders for it.

${markdownOf(readsTable(reads))}

The simulator plays an outage of the store in virtual time, with 0.2 s of work for each order:

${markdownOf(recoveryTable(recoveries))}

Measured: ${sentenceOf(measured)}.
`;

export const GROWTH_HEADING = '## How cost grows';

/** The cost of one order or one line, and how often it is that of the smallest size. 1 or less: the cost grows linearly at most. */
const growthTable = (growth: readonly Growth[]): Table => ({
  columns: ['each', 'size', 'calls', 'write units', 'log bytes', 'CPU, µs', 'CPU / smallest'],
  rows: growth.map(({ what, size, calls, writeUnits, logBytes, microseconds }) => {
    const smallest = growth.find((other) => other.what === what)?.microseconds ?? Number.NaN;
    const each = [calls, writeUnits, logBytes, microseconds, microseconds / smallest];
    return [what, whole(size), ...each.map(decimal)];
  }),
});

const readsTable = (reads: GrowthReport['reads']): Table => ({
  columns: ['', 'orders', 'calls', 'read units', 'bytes of the answer'],
  rows: reads.flatMap(({ onBoard, reads: { board, lookUp } }) => [
    readRow('board', onBoard, board),
    readRow('look-up', onBoard, lookUp),
  ]),
});

const readRow = (what: string, onBoard: number, { calls, readUnits, answerBytes }: Read): readonly string[] => [
  what,
  whole(onBoard),
  whole(calls),
  decimal(readUnits),
  whole(answerBytes),
];

const recoveryTable = (recoveries: readonly Recovery[]): Table => ({
  columns: [`orders that wait during ${OUTAGE_SECONDS} s`, 'last one made, s after the outage', 'promised within, s'],
  rows: recoveries.map(({ orders, seconds, limitSeconds }) => [whole(orders), whole(seconds), whole(limitSeconds)]),
});
