import type { Item } from '../models/expressions.ts';
import type { Plans } from '../scenario/plan.ts';
import { checkAnswer } from './answers.ts';
import { createCompletion, type Leftovers } from './completion.ts';
import type { Observer } from './observer.ts';
import { createOrderHistories, FINAL, type OrderHistory, text } from './order-history.ts';
import { createOwnership } from './ownership.ts';
import { createQueues } from './queues.ts';
import { createRecords } from './records.ts';
import { createTabs } from './tabs.ts';
import type { Report, Violation } from './violation.ts';

export type InvariantsDeps = {
  /** The record of an order. */
  readonly item: (orderId: string) => Item | undefined;
  readonly plans: Plans;
  /** How many orders the scenario has. */
  readonly orders: number;
  /** Milliseconds after the start. */
  readonly now: () => number;
};

export type Invariants = Observer & {
  /** The first violation. */
  violation(): Violation | undefined;
  /** Checks the orders that the last step touched. */
  checkStep(virtualMilliseconds: number): void;
  /** Checks the final invariants, after the last event. */
  checkEnd(leftovers: Leftovers): void;
  /** The number of accepted orders in each status. */
  statuses(): ReadonlyMap<string, number>;
  /** When each order became READY, in milliseconds after the start. */
  readyAt(): readonly number[];
};

/** Checks the promises P1 to P7 after every step. The cost of a step does not grow with the number of orders that are done. */
export const createInvariants = ({ item, plans, orders, now }: InvariantsDeps): Invariants => {
  let violation: Violation | undefined;
  const report: Report = (promise, orderId, detail) => {
    violation ??= { promise, orderId, detail };
  };
  const touched = new Set<OrderHistory>();
  const histories = createOrderHistories(item);
  const tabs = createTabs(report, histories);
  const records = createRecords(report);
  const ownership = createOwnership(report, histories, now);
  const queues = createQueues(report, histories, tabs.observeMessage);
  const completion = createCompletion({ report, histories, item, orders });

  /** A body that holds a whole order identifies the order. */
  const readPlan = (body: string): void => {
    const history = histories.ofBody(body);
    if (history) history.plan ??= plans.of(body);
  };

  /** P1: an accepted order has a message on a queue, or its record is final. */
  const checkKept = (history: OrderHistory): void => {
    const status = histories.statusOf(history);
    if (!history.accepted || history.messages + history.deadLetters > 0 || FINAL.includes(status)) return;
    report(
      'P1',
      history.orderId,
      `an accepted order should have a message or a final status, got no message and '${status}'`,
    );
  };

  return {
    violation: () => violation,
    checkStep: (virtualMilliseconds) => {
      for (const history of touched) checkKept(history);
      touched.clear();
      completion.checkProgress(virtualMilliseconds);
    },
    checkEnd: completion.checkEnd,
    statuses: () => {
      const counts = new Map<string, number>();
      for (const { accepted, orderId } of histories.all()) {
        const status = accepted ? text(item(orderId), 'status') || 'no record' : 'not accepted';
        counts.set(status, (counts.get(status) ?? 0) + 1);
      }
      return counts;
    },
    readyAt: () => [...histories.all()].flatMap(({ readyAt }) => readyAt ?? []),

    observeAnswer: (answer) => {
      checkAnswer(answer, report);
      if (answer.status !== 202) return;
      const history = histories.of(answer);
      history.accepted = true;
      touched.add(history);
    },
    observeApiFailure: (name, orderId, error) =>
      report('P5', orderId, `the ${name} should answer, got ${String(error)}`),
    observeBatchFailure: (error) => report('P6', '', `a batch should never fail as a whole, got ${String(error)}`),

    observeInvocation: ownership.observeInvocation,
    observeInvocationEnd: ownership.observeInvocationEnd,
    observePrepare: (key, environment) => tabs.observePrepare(ownership.observePrepare(key, environment)),
    observePrepareEnd: ownership.observePrepareEnd,
    observePrepareCrash: ownership.observePrepareCrash,

    observeMessageAdded: (queue, message) => {
      readPlan(message.body);
      queues.observeAdded(queue, message);
    },
    observeMessageRemoved: (queue, message) => {
      const history = queues.observeRemoved(queue, message);
      if (history) touched.add(history);
    },
    observePoison: (body) => {
      histories.poison.set(body, { inDlq: false });
    },
    observeObject: readPlan,
    observeWrite: (write) => {
      records.observeWrite(write);
      const history = histories.of({ orderId: write.orderId, requestHash: text(write.after, 'requestHash') });
      ownership.observeWrite(history, write);
      touched.add(history);
    },
    observeEvent: (body) => {
      const event = JSON.parse(body);
      records.observeEvent(event);
      const { orderId, status } = event;
      if (status === 'READY')
        histories.of({ orderId, requestHash: text(item(orderId), 'requestHash') }).announcedReady = true;
    },
    observeMail: completion.observeMail,
    observeLog: records.observeLog,
  };
};
