import type { Item } from '../models/expressions.ts';
import type { QueuedMessage } from '../models/message.ts';
import type { Plan, Plans } from '../scenario/plans.ts';
import type { ExecutionEnvironment } from '../shop/network.ts';
import { createHolding } from './holding.ts';
import { createOrderHistories, FINAL, type OrderHistory, type OrderKey, text, type Write } from './order-history.ts';
import { createQueues } from './queues.ts';
import { createRecords } from './records.ts';
import { createTabs } from './tabs.ts';

/** The first promise that did not hold. */
export type Violation = { readonly promise: string; readonly detail: string; readonly orderId: string };

export type Ending = {
  /** What is left on the source queues. */
  readonly waiting: readonly QueuedMessage[];
  /** Whether the customer was mailed that the order is ready, or the mail is in a dead-letter queue. */
  readonly isMailed: (orderId: string, plan: Plan | undefined) => boolean;
};

/** Holds what happens against the invariants P1 to P7, step by step: what a step has touched is checked when it is over. */
export const createInvariants = ({ item }: { readonly item: (orderId: string) => Item | undefined }) => {
  let violation: Violation | undefined;
  const report = (promise: string, orderId: string, detail: string): void => {
    violation ??= { promise, orderId, detail };
  };
  const touched = new Set<OrderHistory>();
  const histories = createOrderHistories(item);
  const tabs = createTabs(report, histories);
  const records = createRecords(report);
  const holding = createHolding(report, histories);
  const queues = createQueues(report, histories, tabs);

  /** P1: its message is somewhere, or its record is final. */
  const checkKept = (history: OrderHistory): void => {
    if (!history.accepted || history.messages + history.dead > 0 || FINAL.includes(histories.statusOf(history))) return;
    report(
      'P1',
      history.orderId,
      `an accepted order should be on a queue or done, got none and '${histories.statusOf(history)}'`,
    );
  };

  const checkEnd = (history: OrderHistory, isMailed: Ending['isMailed']): void => {
    if (history.accepted && !FINAL.includes(histories.statusOf(history)) && history.dead === 0)
      report(
        'P1',
        history.orderId,
        `an accepted order should be done in the end, got '${histories.statusOf(history)}'`,
      );
    if (history.finished > 0 && !history.announcedReady)
      report('P4', history.orderId, 'an order that is READY should have been announced');
    if (history.finished > 0 && !isMailed(history.orderId, history.plan))
      report('P4', history.orderId, 'the customer of an order that is READY should have been mailed');
  };

  return {
    ...{ report, invoked: holding.invoked, over: holding.over, logged: records.logged },
    ...{ prepareEnds: holding.prepareEnds, prepareKills: holding.prepareKills, added: queues.added },
    violation: () => violation,
    /** Checks what the step that is over has touched. */
    settle: (): void => {
      for (const history of touched) checkKept(history);
      touched.clear();
    },
    isPoison: (body: string): void => {
      histories.poison.set(body, { dead: false });
    },
    /** A body was written that holds the whole order: it says whose it is. */
    planned: (body: string, plans: Plans): void => {
      const history = histories.in(body);
      if (history) history.plan ??= plans.of(body);
    },
    accepted: (key: OrderKey): void => {
      const history = histories.of(key);
      history.accepted = true;
      touched.add(history);
    },
    removed: (queue: string, message: QueuedMessage): void => {
      const history = queues.removed(queue, message);
      if (history) touched.add(history);
    },
    wrote: (write: Write): void => {
      records.wrote(write);
      const history = histories.of({ orderId: write.orderId, requestHash: text(write.after, 'requestHash') });
      holding.wrote(history, write);
      touched.add(history);
    },
    told: (body: string): void => {
      const event = JSON.parse(body);
      records.told(event);
      const { orderId, status } = event;
      if (status === 'READY')
        histories.of({ orderId, requestHash: text(item(orderId), 'requestHash') }).announcedReady = true;
    },
    prepareBegins: (key: OrderKey, environment: ExecutionEnvironment): void =>
      tabs.begins(holding.prepareBegins(key, environment)),
    /** What has to hold when all faults are over and nothing is left to do. */
    atEnd: ({ waiting, isMailed }: Ending): void => {
      for (const { body } of waiting)
        report('P1', histories.in(body)?.orderId ?? '', 'no message should be left on a source queue');
      for (const history of histories.all()) checkEnd(history, isMailed);
      for (const [body, { dead }] of histories.poison)
        if (!dead) report('P6', '', `poison should be in a dead-letter queue with its reason, got not so ${body}`);
    },
    /** The orders that are on record, the first one first. */
    recorded: (): readonly string[] => records.orderIds,
    /** How many accepted orders have which status. */
    statuses: (): ReadonlyMap<string, number> => {
      const counts = new Map<string, number>();
      for (const history of histories.all()) {
        const status = history.accepted ? text(item(history.orderId), 'status') || 'no record' : 'not accepted';
        counts.set(status, (counts.get(status) ?? 0) + 1);
      }
      return counts;
    },
  };
};

export type Invariants = ReturnType<typeof createInvariants>;
