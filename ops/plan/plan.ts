import { assumptionsWith, type Bill, computeBill } from '../cost/bill.ts';
import type { Store } from '../cost/journey/store.ts';
import { functionNames, queueNames, type ShopTemplate } from '../template/shop-template.ts';
import { type Demand, demandOf, retryWaitSeconds, SECONDS_PER_MONTH } from './demand.ts';
import { concurrencyOf, fixedStoreLimits, type Limit, type Load, limitsOf } from './limits.ts';
import { quotas } from './quotas.ts';

export type PlanOptions = {
  readonly template: ShopTemplate;
  readonly ordersPerSecond: number;
  readonly prepareMilliseconds: number;
  readonly outageMinutes: number;
};

export type Outage = {
  readonly minutes: number;
  /** Orders that wait at its end. */
  readonly backlog: number;
  /** Seconds from its end until the last of them is made. Infinity if the shop cannot keep up. */
  readonly drainSeconds: number;
  /** Seconds after its beginning at which the messages in flight stop all receives. Infinity if it ends before. */
  readonly receivesStopAfter: number;
};

export type Plan = {
  readonly stage: string;
  readonly ordersPerSecond: number;
  readonly prepareMilliseconds: number;
  readonly demand: Demand;
  readonly functions: readonly { readonly name: string; readonly milliseconds: number; readonly concurrency: number }[];
  readonly mappings: readonly MappingPlan[];
  readonly limits: readonly Limit[];
  /** The limits that the load exceeds. */
  readonly exceeded: readonly Limit[];
  readonly outage: Outage;
  /** Orders a second of one tab, whose orders are made one after the other. */
  readonly ordersOfOneTab: number;
  readonly usdPerMonth: { readonly orders: number; readonly mails: number; readonly fixed: number };
};

/** A queue's mapping: the orders or mails a second that it can work, if all of them come to this queue. */
export type MappingPlan = {
  readonly queue: string;
  readonly maxConcurrency: number;
  readonly needed: number;
  readonly perSecond: number;
  /** Seconds until it works its most batches at once. */
  readonly rampSeconds: number;
};

export const computePlan = async (options: PlanOptions, store: Store): Promise<Plan> => {
  const assumptions = assumptionsWith({ prepareMilliseconds: options.prepareMilliseconds });
  const [bill, alone] = [
    await computeBill({ template: options.template, assumptions }, store),
    await computeBill({ template: options.template, assumptions: { ...assumptions, batch: 1 } }, store),
  ];
  return planOf(options, bill, demandOf(alone).functions.barista.seconds);
};

/** The plan of a load, from the bill of its orders and the seconds of one order alone. */
export const planOf = (options: PlanOptions, bill: Bill, secondsAlone: number): Plan => {
  const { template, ordersPerSecond, prepareMilliseconds } = options;
  const demand = demandOf(bill);
  const load = { ordersPerSecond, template, demand };
  const limits = limitsOf(load);
  const perMonth = ordersPerSecond * SECONDS_PER_MONTH;
  return {
    ...{ stage: template.stage, ordersPerSecond, prepareMilliseconds, demand },
    functions: functionNames.map((name) => ({
      name,
      milliseconds: demand.functions[name].seconds * 1000,
      concurrency: concurrencyOf(load, name),
    })),
    mappings: mappingsOf(load),
    limits,
    exceeded: limits.filter((limit) => limit.ordersPerSecond < ordersPerSecond),
    outage: outageOf(options, capacityOf(load, limits)),
    ordersOfOneTab: 1 / secondsAlone,
    usdPerMonth: { orders: demand.usd * perMonth, mails: demand.mailUsd * perMonth, fixed: bill.monthly.usd },
  };
};

const mappingsOf = ({ ordersPerSecond, template, demand }: Load): readonly MappingPlan[] =>
  queueNames.map((queue) => {
    const { batchSize, maxConcurrency } = template.mappings[queue];
    const { seconds } = demand.functions[queue === 'receipts' ? 'receipts' : 'barista'];
    const added = Math.max(0, maxConcurrency - quotas.mappingStart.value);
    return {
      ...{ queue, maxConcurrency },
      needed: (ordersPerSecond / batchSize) * seconds,
      perSecond: (maxConcurrency * batchSize) / seconds,
      rampSeconds: (added / quotas.mappingPerMinute.value) * 60,
    };
  });

/** The orders that the baristas can make in a second, when all are on `orders`. */
const capacityOf = (load: Load, limits: readonly Limit[]): number => {
  const { template, demand } = load;
  const others = concurrencyOf(load, 'cashier') + concurrencyOf(load, 'receipts') + concurrencyOf(load, 'counter');
  const left = Math.max(0, quotas.concurrency.value - others);
  const { batchSize, maxConcurrency } = template.mappings.orders;
  const ofBaristas = (Math.min(maxConcurrency, left) * batchSize) / demand.functions.barista.seconds;
  return Math.min(ofBaristas, ...fixedStoreLimits(limits).map((limit) => limit.ordersPerSecond));
};

/** Each order that waits is received and hidden again, so all of them are in flight. */
const outageOf = ({ ordersPerSecond, outageMinutes: minutes }: PlanOptions, capacity: number): Outage => {
  const seconds = minutes * 60;
  const backlog = ordersPerSecond * seconds;
  const full = quotas.inFlight.value / ordersPerSecond;
  const spare = capacity - ordersPerSecond;
  return {
    ...{ minutes, backlog },
    drainSeconds: spare > 0 ? retryWaitSeconds(seconds) + backlog / spare : Number.POSITIVE_INFINITY,
    receivesStopAfter: full < seconds ? full : Number.POSITIVE_INFINITY,
  };
};
