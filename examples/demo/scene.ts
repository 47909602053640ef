import type { CoupledShop } from '../coupled-shop/shop.ts';
import type { Shop } from './shop.ts';

/** How many orders each step sends, and the times of the outage in seconds. */
export type Plan = {
  readonly work: number;
  readonly break: number;
  readonly rush: { readonly orders: number; readonly atOnce: number };
  /** The database is down in the second of three equal parts of this time. */
  readonly outage: { readonly orders: number; readonly seconds: number };
  readonly neighbours: number;
};

export const plans = {
  told: {
    ...{ work: 6, break: 20, neighbours: 12 },
    rush: { orders: 300, atOnce: 20 },
    outage: { orders: 60, seconds: 6 },
  },
  fast: {
    ...{ work: 5, break: 10, neighbours: 9 },
    rush: { orders: 100, atOnce: 10 },
    outage: { orders: 30, seconds: 3 },
  },
} as const satisfies Readonly<Record<string, Plan>>;

/** What every step works with. */
export type Scene = {
  readonly shop: Shop;
  readonly coupled: CoupledShop;
  readonly plan: Plan;
  readonly signal: AbortSignal;
  /** The ids of all orders that this shop has accepted. */
  readonly accepted: string[];
  /** Tells the reader where to look, and waits a moment. */
  look(text: string): Promise<void>;
};

export type Numbers = Readonly<Record<string, number>>;

/** The result of a step: its numbers, what they say, and why nothing is lost. */
export type Told = {
  readonly numbers: Numbers;
  readonly seen: readonly string[];
  readonly why: string;
  /** A command to try after `npm run ops --`. */
  readonly command: string;
};

export type Step = {
  readonly name: string;
  readonly title: string;
  /** The next event of the story, in a sentence. */
  now(plan: Plan): string;
  /** @throws Contradiction if a number does not fit the story */
  run(scene: Scene): Promise<Told>;
};
