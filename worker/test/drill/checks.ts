import type { AnnouncedEvent } from '../../../test/journey/support/probe.ts';
import type { Run } from './fleet.ts';

/** The runs of `prepare` that began before another one of the same order ended (P2). */
export const overlapsIn = (runs: readonly Run[]): string[] =>
  [...Map.groupBy(runs, ({ orderId }) => orderId).values()].flatMap((ofOrder) =>
    ofOrder
      .toSorted((a, b) => a.begun - b.begun)
      .flatMap(({ orderId, begun }, n, sorted) => (n > 0 && begun < (sorted[n - 1]?.ended ?? 0) ? [orderId] : [])),
  );

/** The orders that did not become `READY` exactly once: a second time would have another version. */
export const notMadeOnce = (orderIds: readonly string[], events: readonly AnnouncedEvent[]): string[] => {
  const versions = new Map<string, Set<number>>();
  for (const { orderId, type, version } of events)
    if (type === 'order.ready') versions.set(orderId, (versions.get(orderId) ?? new Set()).add(version));
  return orderIds.filter((orderId) => versions.get(orderId)?.size !== 1);
};
