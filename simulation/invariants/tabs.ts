import { type Breaks, FINAL, type Life, type Lives } from './order-history.ts';

/** P3: a tab is made in the order in which its messages came. */
export const createTabs = (breaks: Breaks, lives: Lives) => {
  /** The orders of each tab, and how many of the first ones are over. */
  const tabs = new Map<string, { readonly orders: Life[]; over: number }>();

  const isOver = (life: Life | undefined): boolean =>
    life !== undefined && (life.passedOver || FINAL.includes(lives.statusOf(life)));

  return {
    /** A message of the order has come onto the queue. */
    joins: (life: Life, group: string): void => {
      if (life.turn) return;
      const tab = tabs.get(group) ?? { orders: [], over: 0 };
      tabs.set(group, tab);
      life.turn = { group, place: tab.orders.push(life) - 1 };
    },
    /** Whatever came before it is done, or was passed over. */
    begins: ({ orderId, turn }: Life): void => {
      const tab = turn && tabs.get(turn.group);
      if (!tab) return;
      while (tab.over < turn.place && isOver(tab.orders[tab.over])) tab.over += 1;
      const earlier = tab.orders.slice(tab.over, turn.place).find((life) => !isOver(life));
      if (earlier) breaks('P3', orderId, `a tab should be made in order, got this one before ${earlier.orderId}`);
    },
  };
};
