import { join } from 'node:path';
import { markdownTable, percent, usd } from '../printing/numbers.ts';
import { readResources } from '../template/assembly.ts';
import { readShopTemplate } from '../template/read-template.ts';
import type { ShopTemplate } from '../template/shop-template.ts';
import { cpuMilliseconds, defaults, LOG_COMPRESSION, TRACED_SHARE } from './assumptions.ts';
import { computeAvoided } from './avoided.ts';
import { type Bill, computeBill, costOfKinds, withStore } from './bill.ts';
import { IMPORTED_ORDERS } from './journey/journey.ts';
import { platformBytes } from './journey/log-bytes.ts';
import type { Store } from './journey/store.ts';
import { pricesAsOf, region, usdOf } from './prices.ts';
import {
  aboveTable,
  avoidedTable,
  floorTable,
  kindsTable,
  measuresTable,
  minimalTable,
  monthlyTable,
  obstaclesTable,
  partsTable,
  peersTable,
  pricesTable,
  type Table,
} from './tables.ts';
import { answerOf } from './text.ts';
import { costOf, type Line } from './usage.ts';

export const COST_PAGE = join(import.meta.dirname, '..', '..', 'docs', 'cost.md');

const ORDERS = 1_000_000;

const templateOf = async (stage: string) => readShopTemplate(stage, await readResources({ stage }));

/** docs/cost.md: a million orders with the defaults of the command. */
export const costPage = async (): Promise<string> => {
  const [prod, dev] = [await templateOf('prod'), await templateOf('dev')];
  return withStore(async (store) => {
    const bill = await computeBill({ template: prod }, store);
    const ofDev = await computeBill({ template: dev }, store);
    const alone = await computeBill({ template: prod, assumptions: { ...defaults, batch: 1 } }, store);
    const apart = await computeBill({ template: prod, apart: true }, store);
    return pageOf({ bill, ofDev, alone, apart, ...(await countOthers(prod, store)) });
  });
};

const countOthers = async (template: ShopTemplate, store: Store) => ({
  kinds: await costOfKinds(template, store),
  avoided: await computeAvoided(template, store),
});

type Bills = Awaited<ReturnType<typeof countOthers>> & {
  readonly bill: Bill;
  readonly ofDev: Bill;
  /** Batches of one order. */
  readonly alone: Bill;
  /** Events that leave one by one. */
  readonly apart: Bill;
};

const markdown = ({ headings, rows }: Table, left = 1): string => markdownTable(headings, rows, left);
const million = (value: number): string => usd(value * ORDERS);

const pageOf = ({ bill, ofDev, alone, apart, kinds, avoided }: Bills): string => `# What an order costs

\`npm run cost\` computes what orders cost on AWS. It reads the templates of a stage, sends orders through the real functions with
clients that count their calls, and multiplies the counts by the prices in \`ops/cost/prices.ts\`. \`npm run cost -- --write\` writes this
page, and a test fails when the page is out of date. All amounts are in USD for a million orders in ${region}, at the prices of
${pricesAsOf}, without free tiers.

\`\`\`
npm run cost -- --orders 1000000                 # prod
npm run cost -- --orders 50000 --stage dev       # another stage
npm run cost -- --kind tab --batch 1             # another kind of order, in batches of one
npm run cost --silent -- --json | jq .measures   # for a script
\`\`\`

## The answer

${answerOf(bill, ORDERS)
  .map((sentence) => `- ${sentence}`)
  .join('\n')}

These parts make up the difference between the floor and the bill:

${markdown(obstaclesTable(bill, ORDERS), 2)}

[Measures](#measures) says what is lost without each part, and [The floor](#the-floor) lists every line. The first three rows are
writes to DynamoDB. Without only these writes, the bill would be ${million(bill.cost.made - costOf(bill.above.filter(isWrite)))}.

An order writes to the index of the board once when it is placed, twice when it is READY, and once when it is collected. The writes
before the collection cost ${million(costOf(bill.lines.filter(({ meter }) => meter === 'index-write')))}. The two events cost
${million(costOf(bill.lines.filter(({ meter }) => meter === 'publish')))}.

## The bill

The bill covers an order from the request to the announcement of READY, and the preparation of its mail, but not SES:

${markdown(partsTable([bill, ofDev], ORDERS))}

A busy queue gives full batches of ${bill.journey.orders}. With batches of one order, prod costs ${million(alone.cost.made)}. A
barista publishes the events of a batch in one call if the answers from DynamoDB arrive together. If it publishes them one by one, prod costs
${million(apart.cost.made)}.

## The floor

The API call, and the fewest writes, sends, publishes and invocations that the [promises](../README.md#promises) and a mail need:

${markdown(floorTable(bill, ORDERS), 2)}

Each cost of prod above the floor:

${markdown(aboveTable(bill, ORDERS))}

## Other designs

The same job with the same prices: the API call, one queue, the record, the announcement and log lines, in full batches of ten.
\`npm run bench\` counts the calls of the peers, and [performance.md](performance.md) shows which promises each of them keeps.

${markdown(peersTable(bill, ORDERS))}

"The same parts" are one queue, ${recordWrites(bill)} writes of the record, two events and log lines. "With everything" is the bill of prod.

## A minimal shop

This shop has the same design, but leaves out some parts. Its cost is computed from the bill of prod. \`-c mail=off\` leaves out the
mails, \`-c without=board\` the board, and a stage without \`addressRate\` has no WAF. There is no setting for the traces and the recovery.

${markdown(minimalTable(bill, ORDERS))}

The bill of the minimal shop includes compute, storage, the answers and the fair queue. Those of the peers and "the same parts" do not.

## Measures

The project uses these settings. The last column is the additional cost without the setting:

${markdown(avoidedTable(avoided, ORDERS), 3)}

The project does not use these measures. Each keeps the promises, but loses something else:

${markdown(measuresTable(bill, ORDERS), 3)}

Measures that reduce the same cost overlap, so several together save less than their sum. No write of the record can be combined with
a later one: a claim, a result and a mail must be on record before their message is acknowledged.

## Kinds of orders

${markdown(kindsTable(kinds, ORDERS))}

- \`order\`: without an idempotency key. \`keyed\`: with a key, which the cashier looks up first.
- \`tab\`: on a FIFO queue. \`pickup\`: for an hour later; its message is received twice.
- \`long\`: above the limit of claim checks. The body stays in S3, and the answers of the API hold all lines.
- \`cancelled\`: cancelled before a barista begins it.
- \`imported\`: a line of [a file](imports.md), counted from an import of ${IMPORTED_ORDERS.toLocaleString('en-US')} orders. An import of 100,000 costs
  ${usd(importedUsd(kinds) * 100_000)}, and ${usd(costOf(bill.lines) * 100_000)} if each order is a call of the API. The importer writes no \`PLACED\` record, and sends ten orders in one call.

Reads of the board are not in the table: [performance.md](performance.md) counts their calls and units.

## Every month

${markdown(monthlyTable(bill))}

In dev it is ${usd(ofDev.monthly.usd)}.

## Assumptions

Counted, or read from the templates: calls, units of the table and its index, bytes of requests, messages, log lines and answers, the
batch sizes, the memory, retentions, alarms and keys. Assumed:

- **Time of an invocation**: ${defaults.callMilliseconds} ms for each call to AWS that it waits for (\`--call-ms\`), and the CPU time of
  [performance.md](performance.md) (${cpuMilliseconds.cashier} ms for a request, ${cpuMilliseconds.barista} ms for an order of a batch), divided by the share
  of a CPU that the memory gives. The bench measures neither \`counter\` nor \`receipts\`.
  An imported order takes ${cpuMilliseconds.importer} ms at the importer, as measured for this page. Cold starts are left out.
- **The work on an order**: 0 ms (\`--prepare-ms\`), because it depends on the product. Each 100 ms cost
  ${million(usdOf('lambda-gb-second', (bill.template.functions.barista.memoryMegabytes / 1024) * 0.1) / bill.journey.orders)} in full batches.
- **Traces**: X-Ray records ${percent(bill.template.api.tracedShare ?? TRACED_SHARE)} of the calls by the rule of prod, and ${percent(TRACED_SHARE)} of the batches by its default rule. Each rule also
  records one request a second, which is not counted.
- **Log lines of the Lambda platform**: none for a successful invocation. At the level INFO they would have ${platformBytes(true)} bytes, by examples.
- **Stored logs**: compressed to ${percent(LOG_COMPRESSION)}.
- **Fair queue**: the surcharge applies to each send, receive and delete of \`orders\` and \`pickups\`.

## Prices

"Secondary source" means that the price comes from a public article, because AWS's own page could not be read. "From memory" means that
neither could be read. Check these prices before you rely on a bill.

${markdown(pricesTable(), 2)}
`;

const importedUsd = (kinds: Bills['kinds']): number => kinds.find(({ kind }) => kind === 'imported')?.cost.made ?? 0;

const isWrite = ({ meter }: Line): boolean => meter === 'table-write' || meter === 'index-write';

const recordWrites = ({ lines }: Bill): number =>
  lines.filter(({ step, meter }) => step === 'order' && meter === 'table-write').length;
