import { join } from 'node:path';
import { withStore } from '../cost/bill.ts';
import { prices } from '../cost/prices.ts';
import { markdownTable, span, usd, whole } from '../printing/numbers.ts';
import { readResources } from '../template/assembly.ts';
import { readShopTemplate } from '../template/read-template.ts';
import { MAIL_MILLISECONDS } from './demand.ts';
import type { Limit } from './limits.ts';
import { computePlan, type Plan } from './plan.ts';
import { quotas, quotasAsOf } from './quotas.ts';
import { answerOf } from './text.ts';

export const SCALING_PAGE = join(import.meta.dirname, '..', '..', 'docs', 'scaling.md');

const WORK_MILLISECONDS = 200;
const OUTAGE_MINUTES = 10;
/** Orders a second: one shop, a chain, a region, the limit of prod, one cell, and a million orders a minute. */
const RATES = { shop: 1, chain: 10, region: 100, prod: 1000, cell: 5000, million: 1_000_000 / 60 } as const;
type Rate = keyof typeof RATES;
const RATE_NAMES: readonly Rate[] = ['shop', 'chain', 'region', 'prod', 'cell', 'million'];

/** docs/scaling.md: the plans of growing loads on the templates of prod. */
export const scalingPage = async (): Promise<string> => {
  const template = readShopTemplate('prod', await readResources({ stage: 'prod' }));
  const plans = await withStore(async (store) => {
    const planAt = (rate: Rate): Promise<Plan> =>
      computePlan(
        {
          ...{ template, ordersPerSecond: RATES[rate] },
          ...{ prepareMilliseconds: WORK_MILLISECONDS, outageMinutes: OUTAGE_MINUTES },
        },
        store,
      );
    const found: Plan[] = [];
    for (const rate of RATE_NAMES) found.push(await planAt(rate));
    return found;
  });
  return pageOf(plans);
};

const rateOf = ({ ordersPerSecond }: Plan): string => whole(ordersPerSecond);

const loadsTable = (plans: readonly Plan[]): string =>
  markdownTable(
    [
      'orders per second',
      'cashiers',
      'baristas',
      'table writes/s',
      'index writes/s',
      'limits exceeded',
      'USD a month',
      'mails, USD',
    ],
    plans.map(({ demand, ordersPerSecond, functions, exceeded, usdPerMonth }) => [
      whole(ordersPerSecond),
      ...['cashier', 'barista'].map((name) => concurrency(functions, name)),
      whole(ordersPerSecond * demand.tableWrites),
      whole(ordersPerSecond * demand.indexWrites),
      String(exceeded.length),
      usd(usdPerMonth.orders + usdPerMonth.fixed, 0),
      usd(usdPerMonth.mails, 0),
    ]),
    0,
  );

const concurrency = (functions: Plan['functions'], name: string): string =>
  String(Math.ceil(functions.find((found) => found.name === name)?.concurrency ?? 0));

const limitsTable = ({ limits }: Plan): string =>
  markdownTable(
    ['limit', 'effect', 'how to raise it', 'throttles at orders/s'],
    limits.map(({ name, effect, remedy, ordersPerSecond }) => [name, effect, remedy, whole(ordersPerSecond)]),
    3,
  );

const outagesTable = (plans: readonly Plan[]): string =>
  markdownTable(
    ['orders per second', 'orders that wait', 'last one made within', 'receives stop after'],
    plans.map(({ ordersPerSecond, outage: { backlog, drainSeconds, receivesStopAfter } }) => [
      whole(ordersPerSecond),
      whole(backlog),
      span(drainSeconds),
      span(receivesStopAfter),
    ]),
    0,
  );

const quotasTable = (): string =>
  markdownTable(
    ['quota', 'page', 'default'],
    Object.values(quotas).map((quota) => [
      quota.what,
      `[page](${quota.page})${'source' in quota ? `, ${quota.source}` : ''}`,
      whole(quota.value),
    ]),
    2,
  );

const limit = ({ limits }: Plan, name: string): Limit => {
  const found = limits.find((candidate) => candidate.name === name);
  if (!found)
    throw new Error(`the limits should have '${name}', got ${limits.map(({ name: other }) => other).join(', ')}`);
  return found;
};
const at = (plan: Plan, name: string): string => whole(limit(plan, name).ordersPerSecond);

/** The shards of a lane with which an index takes the writes of a load. */
const shardsOf = ({ ordersPerSecond, demand }: Plan): number =>
  Math.ceil((ordersPerSecond * demand.laneWrites) / quotas.partitionWrites.value);

const pageOf = (plans: readonly Plan[]): string => {
  const [shop, , region, , cell, million] = plans;
  if (!shop || !region || !cell || !million) throw new Error(`6 plans should be computed, got ${plans.length}`);
  const cells = Math.ceil(million.ordersPerSecond / cell.ordersPerSecond);
  return `# From one shop to a million orders a minute

\`npm run plan\` computes what a load needs: concurrency, the limit that throttles first, the time to drain after an outage, and the
cost. It reads the templates of a stage and the quotas in \`ops/plan/quotas.ts\`. \`npm run plan -- --write\` writes this page, and a test
fails when the page is out of date.

\`\`\`
npm run plan -- --orders-per-second 100 --prepare-ms 200
npm run plan -- --orders-per-second 5 --prepare-ms 2000 --stage dev --outage-minutes 60
npm run plan --silent -- --orders-per-second 100 --prepare-ms 200 --json | jq .exceeded
\`\`\`

The exit code is 1 if a limit is exceeded. All plans on this page are for \`prod\` with the numbers in \`lib/stages.ts\`. They assume
${WORK_MILLISECONDS} ms of work on an order, full batches and an outage of ${OUTAGE_MINUTES} minutes. Each order is read once, collected
and mailed. A call to SES is assumed to take ${MAIL_MILLISECONDS} ms more than another call.

## The loads

${loadsTable(plans)}

Cashiers and baristas are concurrent executions.

## What throttles first

${limitsTable(region)}

DynamoDB scales beyond its warm throughput by itself, but it throttles a sudden peak for minutes. No order is lost: while DynamoDB
throttles, orders wait in the queue. With WAF, each IP address also has its own limit.

At ${rateOf(region)} orders per second:

${answerOf(region)
  .map((sentence) => `- ${sentence}`)
  .join('\n')}

## After an outage

The table shows an outage of DynamoDB of ${OUTAGE_MINUTES} minutes:

${outagesTable(plans)}

The time until the last order is made has two parts. A message waits for at most half of the length of the outage and one minute more.
Then the baristas need time for the backlog. The event source mapping of \`orders\`, the partitions of the board and the write quota of
the table limit their speed. During the outage, each waiting message is received and hidden again, so the backlog is in flight. At
${whole(quotas.inFlight.value)} messages in flight, SQS delivers no others until some are visible again. No order is lost, and tabs stay in order.
"Never" in the column of the last order means that the limits are below the load, so the backlog never shrinks.

## Step 1: one shop

${rateOf(shop)} order per second needs no change. It costs ${usd(shop.usdPerMonth.orders + shop.usdPerMonth.fixed, 0)} a month, of which
${usd(shop.usdPerMonth.fixed)} are alarms, the dashboard, keys and polls. A queue with little traffic gives smaller batches than
this plan assumes: [cost.md](cost.md#the-bill) has the price for batches of one.

## Step 2: a hundred shops

1. Leave the sandbox of SES and raise its sending rate. Mails are the first limit, at ${at(region, 'mails of the account')} orders per second.
   The event source mapping of \`receipts\` is enough for ${at(region, 'mapping of receipts')}.
2. Raise the concurrency of a new Lambda account to its usual default of ${whole(quotas.concurrency.value)}, and reserve a part of it for the cashier.

The changes themselves cost nothing. ${rateOf(region)} orders per second cost ${usd(region.usdPerMonth.orders + region.usdPerMonth.fixed, 0)} a month.

## Step 3: one cell

A cell is one stage in one account. ${rateOf(cell)} orders per second exceed these limits of \`prod\`:

${cell.exceeded.map(({ name, needed, allowed, unit, remedy }) => `- ${name}: ${whole(needed)} ${unit}, got ${whole(allowed)}. ${remedy.replace(/^./, (first) => first.toUpperCase())}.`).join('\n')}

- **Partitions of the board.** A lane has ${cell.demand.lanePartitions} partition keys, enough for
  ${at(cell, 'partitions of a lane of the board')} orders per second. ${rateOf(cell)} need ${shardsOf(cell)}. You can raise \`SHARDS\` at any time, but a lower value hides orders.
  Each further shard adds a query to every lane at each read of the board.
- **Partitions of the table.** Order ids are random, so the load on the table is even. \`warmThroughput\` in \`lib/throughput.ts\`
  prepares it for a peak. AWS charges once for a higher warm throughput.
- **Many message groups.** A tab is one group, in which ${cell.ordersOfOneTab.toFixed(1)} orders per second are made. The FIFO queue as a whole takes
  ${whole(quotas.fifoCalls.value)} sends per second, so many tabs fit. A million requests to a FIFO queue cost
  ${usd(prices['fifo-request'].usd)}, and to a standard queue ${usd(prices['queue-request'].usd)}.
- **Several queues.** A queue takes any rate, but has one event source mapping with at most ${whole(quotas.mappingMost.value)} batches, and
  ${whole(quotas.inFlight.value)} messages in flight. A second queue \`orders\`, chosen by the hash of the order id, doubles both. Each further queue costs
  its polls and alarms, less than ${usd(2)} a month.

${rateOf(cell)} orders per second cost ${usd(cell.usdPerMonth.orders + cell.usdPerMonth.fixed, 0)} a month.

## Step 4: cells by account

${rateOf(million)} orders per second are a million per minute. They need ${cells} cells of at most ${rateOf(cell)} orders per second. Each cell is a complete
stage in its own account, because the quotas apply to an account.

1. Route by the shop, not by the order: a tab and its board stay in one cell. For example, give each shop a
   domain name that leads to its cell. An idempotency key is unique within a cell, so a shop that moves must not repeat old keys.
2. Deploy one cell after the other. A bad release then reaches only one cell.
3. Keep capacity in each cell for the shops of another cell, and rehearse the move.

The orders cost the same in any number of cells: ${usd(million.usdPerMonth.orders, 0)} a month, and their mails ${usd(million.usdPerMonth.mails, 0)}. Each cell adds
${usd(million.usdPerMonth.fixed)} a month. AWS grants discounts at this size, which the prices do not include.

## Quotas

These are the defaults of us-east-1, checked on ${quotasAsOf}. "From memory" means that the number on the page could not be read.

${quotasTable()}
`;
};
