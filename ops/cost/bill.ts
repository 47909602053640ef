import type { ShopTemplate } from '../template/shop-template.ts';
import { type Assumptions, defaults } from './assumptions.ts';
import { splitAtFloor } from './floor.ts';
import { countJourney, type Journey } from './journey/journey.ts';
import { openStore, type Store } from './journey/store.ts';
import { type Kind, kinds } from './kinds.ts';
import { rankMeasures } from './measures.ts';
import { costOfParts, minimalCost } from './minimal.ts';
import { monthlyLines, monthlyUsd } from './monthly.ts';
import { groupObstacles } from './obstacles.ts';
import { comparableLines, peers, peerUsd } from './peers.ts';
import { costOf, type Line, type Step } from './usage.ts';

/** What one order costs, in USD, by what causes it. */
export type OrderCost = {
  /** From the request to the announcement of READY, and the way of its mail without the mail itself. */
  readonly made: number;
  /** The mail of SES. */
  readonly mail: number;
  /** The call that cancels the order. */
  readonly cancel: number;
  /** The call that collects the order. */
  readonly collect: number;
  /** Each call that reads the order. */
  readonly look: number;
};

export type Bill = {
  readonly template: ShopTemplate;
  readonly kind: Kind;
  readonly assumptions: Assumptions;
  readonly journey: Journey;
  readonly cost: OrderCost;
  /** The lines of a made order, without the mail of SES. */
  readonly lines: readonly Line[];
  readonly floor: readonly Line[];
  readonly above: readonly Line[];
  readonly obstacles: ReturnType<typeof groupObstacles>;
  readonly minimal: ReturnType<typeof minimalCost>;
  readonly optional: ReturnType<typeof costOfParts>;
  readonly measures: ReturnType<typeof rankMeasures>;
  readonly peers: readonly { readonly name: string; readonly usd: number }[];
  readonly monthly: { readonly usd: number; readonly lines: ReturnType<typeof monthlyLines> };
};

export type BillOptions = {
  readonly template: ShopTemplate;
  readonly kind?: Kind;
  readonly assumptions?: Assumptions;
  readonly apart?: boolean;
};

const isMail = ({ meter }: Line): boolean => meter === 'mail';
const ofStep = (lines: readonly Line[], ...steps: readonly Step[]): readonly Line[] =>
  lines.filter(({ step }) => steps.includes(step));

export const orderCost = ({ lines }: Pick<Journey, 'lines'>): OrderCost => ({
  made: costOf(ofStep(lines, 'import', 'order', 'mail').filter((line) => !isMail(line))),
  mail: costOf(lines.filter(isMail)),
  cancel: costOf(ofStep(lines, 'cancel')),
  collect: costOf(ofStep(lines, 'collect')),
  look: costOf(ofStep(lines, 'look')),
});

/** Counts the calls of an order of a kind, and what AWS charges for them. */
export const computeBill = async (
  { template, kind = 'order', assumptions = defaults, apart = false }: BillOptions,
  store: Store,
): Promise<Bill> => {
  const journey = await countJourney({ store, template, kind, assumptions, apart });
  const lines = ofStep(journey.lines, 'import', 'order', 'mail').filter((line) => !isMail(line));
  const { floor, above } = splitAtFloor(lines);
  return {
    ...{ template, kind, assumptions, journey, lines },
    cost: orderCost(journey),
    ...{ floor, above, obstacles: groupObstacles(above) },
    ...{ minimal: minimalCost(lines), optional: costOfParts(lines) },
    measures: rankMeasures(lines),
    peers: comparisonOf(lines),
    monthly: { usd: monthlyUsd(template), lines: monthlyLines(template) },
  };
};

const comparisonOf = (lines: readonly Line[]) => {
  const comparable = comparableLines(lines);
  const board = lines.filter(({ meter }) => meter === 'index-write');
  return [
    ...peers.map((peer) => ({ name: peer.name, usd: peerUsd(peer) })),
    { name: 'Orderboard, the same parts', usd: costOf(comparable) },
    { name: 'Orderboard, with the board', usd: costOf([...comparable, ...board]) },
    { name: 'Orderboard, with everything', usd: costOf(lines) },
  ];
};

/** The cost of an order of each kind. */
export const costOfKinds = async (template: ShopTemplate, store: Store) => {
  const found: { readonly kind: Kind; readonly cost: OrderCost }[] = [];
  for (const kind of kinds)
    found.push({ kind, cost: orderCost(await countJourney({ store, template, kind, assumptions: defaults })) });
  return found;
};

/** Runs with a store, and closes it. */
export const withStore = async <Value>(run: (store: Store) => Promise<Value>): Promise<Value> => {
  const store = await openStore();
  try {
    return await run(store);
  } finally {
    await store.close();
  }
};

/** The defaults with other values. */
export const assumptionsWith = (changed: Partial<Assumptions>): Assumptions => ({ ...defaults, ...changed });
