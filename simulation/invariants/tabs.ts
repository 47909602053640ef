import { FINAL, type OrderHistories, type OrderHistory } from './order-history.ts';
import type { Report } from './violation.ts';

/** P3: the orders of a tab are made in the order in which their messages came. */
export const createTabs = (report: Report, histories: OrderHistories) => {
  /** The orders of each tab. The first `done` of them are done. */
  const tabs = new Map<string, { readonly orders: OrderHistory[]; done: number }>();

  const isDone = (history: OrderHistory | undefined): boolean =>
    history !== undefined && (history.passedOver || FINAL.includes(histories.statusOf(history)));

  return {
    observeMessage: (history: OrderHistory, group: string): void => {
      if (history.turn) return;
      const tab = tabs.get(group) ?? { orders: [], done: 0 };
      tabs.set(group, tab);
      history.turn = { group, position: tab.orders.push(history) - 1 };
    },
    /** Every earlier order of its tab is done or was passed over. */
    observePrepare: ({ orderId, turn }: OrderHistory): void => {
      const tab = turn && tabs.get(turn.group);
      if (!tab) return;
      while (tab.done < turn.position && isDone(tab.orders[tab.done])) tab.done += 1;
      const earlier = tab.orders.slice(tab.done, turn.position).find((history) => !isDone(history));
      if (earlier)
        report(
          'P3',
          orderId,
          `the orders of a tab should be made in sequence, got this order before ${earlier.orderId}`,
        );
    },
  };
};
