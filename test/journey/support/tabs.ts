import type { AnnouncedEvent } from './probe.ts';

/**
 * Finds the orders of a tab that were begun before the previous one was ready.
 *
 * @param tab order ids, in the order in which they were accepted
 */
export const outOfOrder = (tab: readonly string[], events: readonly AnnouncedEvent[]): string[] => {
  const at = (orderId: string, type: string): string =>
    events.find((event) => event.orderId === orderId && event.type === type)?.at ?? `no ${type}`;
  return tab
    .slice(1)
    .map((orderId, n) => ({ ready: at(tab[n] ?? '', 'order.ready'), begun: at(orderId, 'order.preparing'), orderId }))
    .filter(({ ready, begun }) => begun < ready)
    .map(({ ready, begun, orderId }) => `${orderId} was begun at ${begun}, the previous order was ready at ${ready}`);
};
