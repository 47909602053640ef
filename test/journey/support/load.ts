import { type RequestLine, samples } from '../../../lambda/product/index.ts';
import { type Order, place } from './orders.ts';
import type { Target } from './target.ts';

export type Load = {
  readonly orders: number;
  readonly concurrency: number;
  /** A tenth of the orders goes on this many tabs. The customer of a tab waits for each answer before the next order. A shop can do without tabs. */
  readonly tabs: number;
  /** The line of each order. @default samples.line - the smallest valid line */
  readonly line?: RequestLine;
};

export type Accepted = { readonly all: readonly Order[]; readonly byTab: ReadonlyMap<string, readonly string[]> };

/** Posts orders with a fixed concurrency. Returns the accepted orders, and the accepted order of each tab. */
export const postLoad = async (
  target: Target,
  { orders, concurrency, tabs, line = samples.line }: Load,
): Promise<Accepted> => {
  const all: Order[] = [];
  const byTab = new Map<string, string[]>();
  const lastOnTab = new Map<string, Promise<unknown>>();

  const lines = [line];

  const onTab = async (tab: string, customer: object): Promise<void> => {
    const order = await place(target, { tab, customer, lines });
    byTab.set(tab, [...(byTab.get(tab) ?? []), order.orderId]);
    all.push(order);
  };

  const one = async (n: number): Promise<void> => {
    const customer = { name: `Customer ${n}`, email: `customer-${n % 50}@example.org` };
    if (n % 10 !== 0 || target.outputs.TabsQueueUrl === '') {
      all.push(await place(target, { customer, lines }));
      return;
    }
    const tab = `table-${(n / 10) % tabs}`;
    const turn = (lastOnTab.get(tab) ?? Promise.resolve()).then(() => onTab(tab, customer));
    lastOnTab.set(tab, turn);
    await turn;
  };

  let next = 0;
  const customer = async (): Promise<void> => {
    while (next < orders) await one(next++);
  };
  await Promise.all(Array.from({ length: concurrency }, customer));
  return { all, byTab };
};
