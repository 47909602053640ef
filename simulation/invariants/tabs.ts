import { FINAL, type OrderHistories, type OrderHistory, type Report } from './order-history.ts';

/** P3: a tab is made in the order in which its messages came. */
export const createTabs = (report: Report, histories: OrderHistories) => {
  /** The orders of each tab, and how many of the first ones are over. */
  const tabs = new Map<string, { readonly orders: OrderHistory[]; over: number }>();

  const isOver = (history: OrderHistory | undefined): boolean =>
    history !== undefined && (history.passedOver || FINAL.includes(histories.statusOf(history)));

  return {
    /** A message of the order has come onto the queue. */
    joins: (history: OrderHistory, group: string): void => {
      if (history.turn) return;
      const tab = tabs.get(group) ?? { orders: [], over: 0 };
      tabs.set(group, tab);
      history.turn = { group, place: tab.orders.push(history) - 1 };
    },
    /** Whatever came before it is done, or was passed over. */
    begins: ({ orderId, turn }: OrderHistory): void => {
      const tab = turn && tabs.get(turn.group);
      if (!tab) return;
      while (tab.over < turn.place && isOver(tab.orders[tab.over])) tab.over += 1;
      const earlier = tab.orders.slice(tab.over, turn.place).find((history) => !isOver(history));
      if (earlier) report('P3', orderId, `a tab should be made in order, got this one before ${earlier.orderId}`);
    },
  };
};
