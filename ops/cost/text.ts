import { percent, usd, whole } from '../printing/numbers.ts';
import { heading, table } from '../printing/text.ts';
import type { Bill } from './bill.ts';
import { TARGET } from './floor.ts';
import { pricesAsOf, region } from './prices.ts';
import {
  aboveTable,
  floorTable,
  measuresTable,
  minimalTable,
  monthlyTable,
  obstaclesTable,
  partsTable,
  peersTable,
  type Table,
} from './tables.ts';
import { costOf } from './usage.ts';

/** The answer in sentences. Each is true for the bill that is shown below it. */
export const answerOf = (
  { cost, floor, obstacles, minimal, monthly, template, kind }: Bill,
  orders: number,
): readonly string[] => {
  const base = costOf(floor);
  const target = (1 + TARGET) * base;
  const ofKind = kind === 'order' ? '' : ` of the kind "${kind}"`;
  return [
    `${usd(cost.made * orders)} for ${whole(orders)} orders${ofKind} of ${template.stage}: taken, made, announced and prepared for their mail.`,
    `The mails of SES cost ${usd(cost.mail * orders)} more, each call that collects an order ${usd(cost.collect * orders)}, and each look at it ${usd(cost.look * orders)}.`,
    `Every month costs ${usd(monthly.usd)} besides, without any order.`,
    ...(kind === 'order'
      ? [
          `The floor is ${usd(base * orders)}: the API call, and the fewest writes, sends and publishes that the promises need. Ours is ${percent(cost.made / base - 1)} above it.`,
          `The target is at most ${percent(TARGET)} above the floor, ${usd(target * orders)}. ${targetText(cost.made - target, orders)}`,
          `The largest costs above the floor: ${obstacles
            .slice(0, LARGEST)
            .map(({ name, usd: of }) => `${lowerFirst(name)} (${usd(of * orders)})`)
            .join(', ')}.`,
          `A minimal shop costs ${usd(minimal.usd * orders)}, ${percent(minimal.usd / minimal.floorUsd - 1)} above its floor: no board, mails, WAF, traces or point-in-time recovery.`,
        ]
      : []),
    `Prices: ${region}, ${pricesAsOf}, without free tiers.`,
  ];
};

const LARGEST = 4;
const lowerFirst = (text: string): string =>
  text.startsWith('WAF') ? text : text.replace(/^./, (first) => first.toLowerCase());
const targetText = (missing: number, orders: number): string =>
  missing > 0 ? `It is missed by ${usd(missing * orders)}.` : 'It is reached.';

export const billText = (bill: Bill, orders: number): string =>
  [
    answerOf(bill, orders).join('\n'),
    section('Parts', partsTable([bill], orders)),
    ...(bill.kind === 'order'
      ? [
          section('The floor', floorTable(bill, orders)),
          section('Each cost above the floor', aboveTable(bill, orders)),
          section('The same, by its reason', withoutReasons(obstaclesTable(bill, orders))),
          section('A minimal shop', minimalTable(bill, orders)),
          section('The same job by other designs, in full batches', peersTable(bill, orders)),
        ]
      : []),
    section('Measures that keep the promises and lose something else', withoutWords(measuresTable(bill, orders))),
    section('Every month', monthlyTable(bill)),
  ].join('\n\n');

const section = (title: string, { headings, rows }: Table): string =>
  `${heading(title)}\n${table(
    headings.map((name) => name.toUpperCase()),
    rows,
  )}`;

/** A terminal has the name of an obstacle and its cost. docs/cost.md has the reason. */
const withoutReasons = ({ headings, rows }: Table): Table => ({
  headings: [headings[0] ?? '', headings[2] ?? ''],
  rows: rows.map((row) => [row[0] ?? '', row[2] ?? '']),
});

/** A terminal has the name of a measure and its saving. docs/cost.md has the rest. */
const withoutWords = ({ headings, rows }: Table): Table => ({
  headings: [headings[0] ?? '', headings[3] ?? ''],
  rows: rows.map((row) => [row[0] ?? '', row[3] ?? '']),
});
