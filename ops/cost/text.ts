import { percent, usd, whole } from '../printing/numbers.ts';
import { heading, table } from '../printing/text.ts';
import type { Bill } from './bill.ts';
import { pricesAsOf, region } from './prices.ts';
import { aboveTable, floorTable, measuresTable, monthlyTable, partsTable, peersTable, type Table } from './tables.ts';
import { costOf } from './usage.ts';

/** The answer in sentences. Each is true for the bill that is shown below it. */
export const answerOf = (
  { cost, floor, measures, monthly, template, kind }: Bill,
  orders: number,
): readonly string[] => {
  const base = costOf(floor);
  const free = measures.filter((measure) => measure.kind === 'free').reduce((sum, measure) => sum + measure.usd, 0);
  const ofKind = kind === 'order' ? '' : ` of the kind "${kind}"`;
  return [
    `${usd(cost.made * orders)} for ${whole(orders)} orders${ofKind} of ${template.stage}: taken, made, announced and prepared for their mail.`,
    `The mails of SES cost ${usd(cost.mail * orders)} more, each call that collects an order ${usd(cost.collect * orders)}, and each look at it ${usd(cost.look * orders)}.`,
    `Every month costs ${usd(monthly.usd)} besides, without any order.`,
    ...(kind === 'order'
      ? [
          `The floor is ${usd(base * orders)}: the API call, and the fewest writes, sends and publishes that the promises need. Ours is ${percent(cost.made / base - 1)} above it.`,
        ]
      : []),
    `Measures that no customer notices save ${usd(free * orders)}.`,
    `Prices: ${region}, ${pricesAsOf}, without free tiers.`,
  ];
};

export const billText = (bill: Bill, orders: number): string =>
  [
    answerOf(bill, orders).join('\n'),
    section('Parts', partsTable([bill], orders)),
    ...(bill.kind === 'order'
      ? [
          section('The floor', floorTable(bill, orders)),
          section('Each cost above the floor', aboveTable(bill, orders)),
          section('The same job by other designs, in full batches', peersTable(bill, orders)),
        ]
      : []),
    section('Measures that no customer notices', withoutWords(measuresTable(bill, 'free', orders))),
    section(
      'Measures that keep the promises and lose something else',
      withoutWords(measuresTable(bill, 'trade', orders)),
    ),
    section('Every month', monthlyTable(bill)),
  ].join('\n\n');

const section = (title: string, { headings, rows }: Table): string =>
  `${heading(title)}\n${table(
    headings.map((name) => name.toUpperCase()),
    rows,
  )}`;

/** A terminal has the name of a measure and its saving. docs/cost.md has the rest. */
const withoutWords = ({ headings, rows }: Table): Table => ({
  headings: [headings[0] ?? '', headings[3] ?? ''],
  rows: rows.map((row) => [row[0] ?? '', row[3] ?? '']),
});
