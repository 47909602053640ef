import { usd } from '../printing/numbers.ts';
import type { computeAvoided } from './avoided.ts';
import type { Bill, OrderCost } from './bill.ts';
import { necessities } from './floor.ts';
import type { Meter } from './prices.ts';
import { prices, usdOf } from './prices.ts';
import { costOf, type Line } from './usage.ts';

/** A table: headings and cells. */
export type Table = { readonly headings: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** The parts of a bill, in the order in which they are shown. */
const PARTS: readonly (readonly [string, readonly Meter[]])[] = [
  ['API calls', ['api-call']],
  ['WAF', ['firewall-request']],
  ['Lambda requests', ['lambda-request']],
  ['Lambda GB-seconds', ['lambda-gb-second']],
  ['SQS requests', ['queue-request', 'fifo-request']],
  ['SQS fair queue', ['fair-request']],
  ['DynamoDB writes, table', ['table-write']],
  ['DynamoDB writes, index', ['index-write']],
  ['DynamoDB reads', ['table-read']],
  ['DynamoDB storage and recovery', ['table-gb-month', 'recovery-gb-month']],
  ['SNS publishes', ['publish']],
  ['S3', ['object-put', 'object-get', 'object-gb-month']],
  ['Logs', ['log-gb', 'log-gb-month']],
  ['X-Ray traces', ['trace']],
  ['Data to the internet', ['gb-out']],
];

export type Part = { readonly part: string; readonly usd: number };

export const partsOf = (lines: readonly Line[]): readonly Part[] =>
  PARTS.map(([part, meters]) => ({ part, usd: costOf(lines.filter(({ meter }) => meters.includes(meter))) })).filter(
    (part) => part.usd > 0,
  );

/** One column of money for each bill. */
export const partsTable = (bills: readonly Bill[], orders: number): Table => {
  const columns = bills.map(({ lines }) => new Map(partsOf(lines).map((part) => [part.part, part.usd])));
  const rows = PARTS.map(([part]) => [part, ...columns.map((column) => usd((column.get(part) ?? 0) * orders, 3))]);
  const totals = bills.map(({ cost }) => usd(cost.made * orders, 3));
  return {
    headings: ['part', ...bills.map(({ template }) => template.stage)],
    rows: [...rows.filter((row) => row.slice(1).some((cell) => cell !== usd(0, 3))), ['in all', ...totals]],
  };
};

export const floorTable = ({ floor }: Pick<Bill, 'floor'>, orders: number): Table => ({
  headings: ['what', 'why', 'USD'],
  rows: [
    ...floor.map((line) => [nameOf(line), whyOf(line), usd(usdOf(line.meter, line.quantity) * orders, 3)]),
    ['the floor', '', usd(costOf(floor) * orders, 3)],
  ],
});

const whyOf = (line: Line): string =>
  necessities.find(({ what, meter, step }) => what === line.what && meter === line.meter && step === line.step)?.why ??
  '';

/** Every cost above the floor, the largest first. */
export const aboveTable = ({ above }: Pick<Bill, 'above'>, orders: number): Table => ({
  headings: ['what', 'USD'],
  rows: [
    ...above
      .toSorted((a, b) => usdOf(b.meter, b.quantity) - usdOf(a.meter, a.quantity) || (nameOf(a) < nameOf(b) ? -1 : 1))
      .map((line) => [nameOf(line), usd(usdOf(line.meter, line.quantity) * orders, 3)]),
    ['above the floor', usd(costOf(above) * orders, 3)],
  ],
});

/** The costs above the floor, by their reason. */
export const obstaclesTable = ({ obstacles, above }: Pick<Bill, 'obstacles' | 'above'>, orders: number): Table => ({
  headings: ['what stands between', 'why it stays', 'USD'],
  rows: [
    ...obstacles.map(({ name, why, usd: cost }) => [name, why, usd(cost * orders, 3)]),
    ['above the floor', '', usd(costOf(above) * orders, 3)],
  ],
});

/** A shop without its optional parts, beside its floor and the peers. */
export const minimalTable = ({ minimal, optional, cost, peers }: Bill, orders: number): Table => ({
  headings: ['shop', 'USD'],
  rows: [
    ['prod, with everything', usd(cost.made * orders, 3)],
    ...optional.map(({ name, usd: saved }) => [`without ${name}`, `-${usd(saved * orders, 3)}`]),
    ['a minimal shop', usd(minimal.usd * orders, 3)],
    ['the floor of a minimal shop', usd(minimal.floorUsd * orders, 3)],
    ...peers
      .filter(({ name }) => !name.startsWith('Orderboard, with'))
      .map((peer) => [peer.name, usd(peer.usd * orders, 3)]),
  ],
});

const NAMES: Readonly<Partial<Record<Meter, string>>> = {
  'index-write': 'index writes',
  'table-write': 'table write',
  'table-gb-month': 'storage',
  'recovery-gb-month': 'point-in-time recovery',
  'log-gb-month': 'stored',
  'lambda-gb-second': 'GB-seconds',
  'lambda-request': 'invocations',
  'fair-request': 'message group of a fair queue',
  'firewall-request': 'WAF',
  trace: 'traces',
};

const nameOf = ({ what, meter }: Line): string => {
  const name = NAMES[meter];
  return name === undefined ? what : `${what}, ${name}`;
};

export const peersTable = ({ peers }: Pick<Bill, 'peers'>, orders: number): Table => ({
  headings: ['design', 'USD'],
  rows: peers.map(({ name, usd: cost }) => [name, usd(cost * orders)]),
});

export const measuresTable = ({ measures }: Pick<Bill, 'measures'>, orders: number): Table => ({
  headings: ['measure', 'change', 'what is lost', 'saves, USD'],
  rows: measures.map(({ name, change, loses, usd: saved }) => [name, change, loses, usd(saved * orders, 3)]),
});

export const avoidedTable = (avoided: Awaited<ReturnType<typeof computeAvoided>>, orders: number): Table => ({
  headings: ['measure', 'setting', 'what is lost', 'saves, USD'],
  rows: avoided.map(({ name, setting, loses, usd: saved }) => [name, setting, loses, usd(saved * orders, 3)]),
});

export const kindsTable = (
  kinds: readonly { readonly kind: string; readonly cost: OrderCost }[],
  orders: number,
): Table => ({
  headings: ['kind', 'made', 'cancelled', 'collected', 'each look', 'mail of SES'],
  rows: kinds.map(({ kind, cost: { made, cancel, collect, look, mail } }) => [
    kind,
    ...[made, cancel, collect, look, mail].map((cost) => (cost === 0 ? '' : usd(cost * orders))),
  ]),
});

export const monthlyTable = ({ monthly }: Pick<Bill, 'monthly'>): Table => ({
  headings: ['what', 'quantity', 'USD a month'],
  rows: [
    ...monthly.lines.map(({ what, meter, quantity }) => [
      what,
      Math.round(quantity).toLocaleString('en-US'),
      usd(usdOf(meter, quantity)),
    ]),
    ['in all', '', usd(monthly.usd)],
  ],
});

export const pricesTable = (): Table => ({
  headings: ['unit', 'source', 'USD'],
  rows: Object.values(prices).map((price) => [
    `${price.per === 1 ? '' : `${price.per.toLocaleString('en-US')} `}${price.unit}`,
    `[page](${price.page})${'source' in price ? `, ${price.source}` : ''}`,
    String(price.usd),
  ]),
});
