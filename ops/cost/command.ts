import { writeFileSync } from 'node:fs';
import { readResources } from '../template/assembly.ts';
import { readShopTemplate } from '../template/read-template.ts';
import type { Assumptions } from './assumptions.ts';
import { type Bill, computeBill, withStore } from './bill.ts';
import type { Kind } from './kinds.ts';
import { COST_PAGE, costPage } from './page.ts';
import { prices, pricesAsOf, region, usdOf } from './prices.ts';
import { billText } from './text.ts';
import { costOf, type Line } from './usage.ts';

export type CostOptions = {
  readonly orders: number;
  readonly stage: string;
  readonly kind: Kind;
  readonly bytes?: number;
  readonly batch?: number;
  readonly callMs: number;
  readonly prepareMs: number;
  readonly assembly?: string;
  readonly json?: true;
  readonly write?: true;
};

/** `npm run cost`: prints the bill of so many orders, or writes its page. */
export const printCost = async (options: CostOptions): Promise<void> => {
  if (options.write) {
    writeFileSync(COST_PAGE, await costPage());
    process.stderr.write('docs/cost.md is written.\n');
    return;
  }
  const { orders, kind, json, stage, assembly } = options;
  const resources = await readResources({ stage, ...(assembly === undefined ? {} : { assembly }) });
  const template = readShopTemplate(stage, resources);
  const bill = await withStore((store) => computeBill({ template, kind, assumptions: assumptionsOf(options) }, store));
  process.stdout.write(`${json ? JSON.stringify(documentOf(bill, orders), null, 2) : billText(bill, orders)}\n`);
};

const assumptionsOf = ({ bytes, batch, callMs, prepareMs }: CostOptions): Assumptions => ({
  ...{ bytes, batch, callMilliseconds: callMs, prepareMilliseconds: prepareMs },
});

const lineOf = (orders: number) => (line: Line) => ({
  ...line,
  unit: prices[line.meter].unit,
  quantity: line.quantity * orders,
  usd: usdOf(line.meter, line.quantity) * orders,
});

/** The result for scripts. All amounts are in USD for the given number of orders, `monthly` for a month. */
const documentOf = (bill: Bill, orders: number) => {
  const { template, kind, assumptions, cost, journey, floor, above, obstacles, minimal, measures, peers, monthly } =
    bill;
  const times = (usd: number): number => usd * orders;
  return {
    ...{ orders, stage: template.stage, kind, region, pricesAsOf, assumptions },
    usd: Object.fromEntries(Object.entries(cost).map(([name, usd]) => [name, times(usd)])),
    floorUsd: times(costOf(floor)),
    floor: floor.map(lineOf(orders)),
    above: above.map(lineOf(orders)),
    obstacles: obstacles.map((obstacle) => ({ ...obstacle, usd: times(obstacle.usd) })),
    minimal: { usd: times(minimal.usd), floorUsd: times(minimal.floorUsd) },
    measures: measures.map(({ share: _share, usd, ...measure }) => ({ ...measure, usd: times(usd) })),
    peers: peers.map(({ name, usd }) => ({ name, usd: times(usd) })),
    monthly,
    ...{ calls: journey.calls, ordersOfCalls: journey.orders, recordBytes: journey.recordBytes },
  };
};
