import type { ShopTemplate } from '../template/shop-template.ts';
import type { Demand } from './demand.ts';
import { type Quota, quotas } from './quotas.ts';

/** A limit, and what the load asks of it. */
export type Limit = {
  readonly name: string;
  /** What the load needs, and what the limit allows, both in `unit`. */
  readonly needed: number;
  readonly allowed: number;
  readonly unit: string;
  /** The orders a second at which it throttles. */
  readonly ordersPerSecond: number;
  /** What happens above it. */
  readonly effect: string;
  /** How it is raised. */
  readonly remedy: string;
};

export type Load = { readonly ordersPerSecond: number; readonly template: ShopTemplate; readonly demand: Demand };

/** The invocations of a function that run at once. */
export const concurrencyOf = ({ ordersPerSecond, demand }: Load, name: keyof Demand['functions']): number =>
  ordersPerSecond * demand.functions[name].perOrder * demand.functions[name].seconds;

const NO_REMEDY = 'AWS raises it for nobody';
const remedyOf = (quota: Quota): string => quota.raise ?? NO_REMEDY;

/** Every limit that a load meets, the one that throttles first before the others. */
export const limitsOf = (load: Load): readonly Limit[] => {
  const { ordersPerSecond } = load;
  const limits = [...apiLimits(load), ...functionLimits(load), ...storeLimits(load), ...messageLimits(load)];
  return limits
    .map((limit) => ({ ...limit, ordersPerSecond: rateAt(ordersPerSecond, limit) }))
    .toSorted((a, b) => a.ordersPerSecond - b.ordersPerSecond || (a.name < b.name ? -1 : 1));
};

type Unranked = Omit<Limit, 'ordersPerSecond'>;

/** Rounded, so that equal limits compare as equal at each load. */
const rateAt = (ordersPerSecond: number, { needed, allowed }: Unranked): number =>
  Number(((ordersPerSecond * allowed) / needed).toPrecision(9));

const apiLimits = ({ ordersPerSecond, template, demand }: Load): readonly Unranked[] => {
  const [general, ...others] = template.api.limits;
  const orders = others.find(({ call }) => call === 'POST /orders') ?? general;
  return [
    {
      name: 'limit of POST /orders',
      ...{ needed: ordersPerSecond, allowed: orders?.rate ?? 0, unit: 'calls/s' },
      effect: 'customers get 429',
      remedy: '`callLimits` of `lib/stages.ts`',
    },
    {
      name: 'API calls of the account',
      ...{ needed: ordersPerSecond * demand.apiCalls, allowed: quotas.apiCalls.value, unit: 'calls/s' },
      effect: 'customers get 429',
      remedy: remedyOf(quotas.apiCalls),
    },
  ];
};

const functionLimits = (load: Load): readonly Unranked[] => {
  const { template } = load;
  const { orders, receipts } = template.mappings;
  const all = (['cashier', 'barista', 'receipts', 'counter'] as const).map((name) => concurrencyOf(load, name));
  return [
    {
      name: 'mapping of orders',
      ...{ needed: concurrencyOf(load, 'barista'), allowed: orders.maxConcurrency, unit: 'batches' },
      effect: 'orders wait in the queue',
      remedy: `\`barista.orders.maxConcurrency\` of \`lib/stages.ts\`, at most ${quotas.mappingMost.value}`,
    },
    {
      name: 'mapping of receipts',
      ...{ needed: concurrencyOf(load, 'receipts'), allowed: receipts.maxConcurrency, unit: 'batches' },
      effect: 'mails wait in the queue',
      remedy: '`maxConcurrency` of the receipts in `lib/stages.ts`',
    },
    {
      name: 'Lambda concurrency of the account',
      ...{ needed: all.reduce((sum, of) => sum + of, 0), allowed: quotas.concurrency.value, unit: 'executions' },
      effect: 'customers get 429 or 500, and messages wait',
      remedy: remedyOf(quotas.concurrency),
    },
  ];
};

/** The limits of the store that do not grow by themselves. */
export const fixedStoreLimits = (limits: readonly Limit[]): readonly Limit[] =>
  limits.filter(({ name }) => name === LANE_PARTITIONS || name === TABLE_QUOTA);

const LANE_PARTITIONS = 'partitions of a lane of the board';
const TABLE_QUOTA = 'write quota of the table';

const storeLimits = ({ ordersPerSecond, template, demand }: Load): readonly Unranked[] => {
  const { warmWrites = quotas.warmWrites.value, warmIndexWrites = quotas.warmWrites.value } = template.table;
  const [table, index] = [ordersPerSecond * demand.tableWrites, ordersPerSecond * demand.indexWrites];
  const throttled = 'the store throttles: orders are accepted and wait';
  return [
    {
      name: 'warm throughput of the table',
      ...{ needed: table, allowed: warmWrites, unit: 'writes/s' },
      effect: 'a sudden peak is throttled, until DynamoDB has grown',
      remedy: remedyOf(quotas.warmWrites),
    },
    {
      name: 'warm throughput of the index',
      ...{ needed: index, allowed: warmIndexWrites, unit: 'writes/s' },
      effect: 'a sudden peak is throttled, until DynamoDB has grown',
      remedy: remedyOf(quotas.warmWrites),
    },
    {
      name: LANE_PARTITIONS,
      needed: (ordersPerSecond * demand.laneWrites) / demand.lanePartitions,
      ...{ allowed: quotas.partitionWrites.value, unit: 'writes/s' },
      effect: `${throttled}, because an index that cannot follow throttles its table`,
      remedy: 'more shards of a lane: `SHARDS` in `lambda/order/lane.ts`',
    },
    {
      name: TABLE_QUOTA,
      ...{ needed: table, allowed: quotas.tableWrites.value, unit: 'writes/s' },
      effect: throttled,
      remedy: remedyOf(quotas.tableWrites),
    },
  ];
};

const messageLimits = ({ ordersPerSecond, demand }: Load): readonly Unranked[] => [
  {
    name: 'events of the account',
    ...{ needed: ordersPerSecond * demand.events, allowed: quotas.events.value, unit: 'messages/s' },
    effect: 'announcements are retried',
    remedy: remedyOf(quotas.events),
  },
  {
    name: 'mails of the account',
    ...{ needed: ordersPerSecond, allowed: quotas.mails.value, unit: 'mails/s' },
    effect: 'mails are retried, and wait in the queue',
    remedy: remedyOf(quotas.mails),
  },
];
