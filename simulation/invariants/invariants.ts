import type { Item } from '../models/expressions.ts';
import type { Plan, Plans } from '../scenario/plan.ts';
import type { PoisonPlan } from '../scenario/poison.ts';
import { checkAnswer } from './answers.ts';
import { createAttributes } from './attributes.ts';
import { createCompletion, type Leftovers } from './completion.ts';
import type { Observer } from './observer.ts';
import { createOrderHistories, FINAL, type OrderHistory, text } from './order-history.ts';
import { createOwnership } from './ownership.ts';
import { createQueues } from './queues.ts';
import { createRecords } from './records.ts';
import { createSpread } from './spread.ts';
import { createTabs } from './tabs.ts';
import { createTally, type Tally } from './tally.ts';
import type { Report, Violation } from './violation.ts';

export type InvariantsDeps = {
  /** The record of an order. */
  readonly item: (orderId: string) => Item | undefined;
  readonly plans: Plans;
  readonly scenario: { readonly plans: readonly Plan[]; readonly poison: readonly PoisonPlan[] };
  /** Milliseconds after the start. */
  readonly now: () => number;
  readonly leaseMilliseconds: number;
};

export type Invariants = Observer & {
  /** The first violation. */
  violation(): Violation | undefined;
  /** Checks the orders that the last step touched. */
  checkStep(virtualMilliseconds: number): void;
  /** Checks the final invariants, after the last event. Answers what the plans drew and what happened. */
  checkEnd(leftovers: Leftovers): Tally;
  /** P1: after a last reconcile, the record of every accepted order tells its end. */
  checkReconciled(): void;
  /** The number of accepted orders in each status. */
  statuses(): ReadonlyMap<string, number>;
  /** When each order became READY, in milliseconds after the start. */
  readyAt(): readonly number[];
};

/** Checks the promises P1 to P7 after every step. The cost of a step does not grow with the number of orders that are done. */
export const createInvariants = ({ item, plans, scenario, now, leaseMilliseconds }: InvariantsDeps): Invariants => {
  let violation: Violation | undefined;
  const report: Report = (promise, orderId, detail) => {
    violation ??= { promise, orderId, detail };
  };
  const touched = new Set<OrderHistory>();
  /** When each order was first recorded, in milliseconds after the start. */
  const recordedAt = new Map<string, number>();
  const histories = createOrderHistories(item);
  const tabs = createTabs(report, histories);
  const records = createRecords(report);
  const attributes = createAttributes({ report, now, leaseMilliseconds });
  const ownership = createOwnership(report, histories, now);
  const queues = createQueues(report, histories, tabs.observeMessage);
  const spread = createSpread({ report, histories, now });
  const completion = createCompletion({ report, histories, item, orders: scenario.plans.length });
  const tally = createTally({ report, histories, ...scenario });

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
    checkEnd: (leftovers) => {
      completion.checkEnd(leftovers);
      return tally.countAll();
    },
    checkReconciled: completion.checkReconciled,
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
      checkAnswer(answer, recordedAt.get(answer.orderId), report);
      if (answer.status !== 202) return;
      const history = histories.of(answer);
      history.accepted = true;
      touched.add(history);
    },
    observeVisit: tally.observeVisit,
    observeSecondRequest: tally.observeSecondRequest,
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
    observeMessageHidden: (queue, message, milliseconds) => spread.observeHidden(queue, message, milliseconds),
    observePoison: (kind, body) => {
      histories.poison.set(body, { kind, inDlq: false });
    },
    observeNoVictim: tally.observeNoVictim,
    observeObject: readPlan,
    observeWrite: (write) => {
      records.observeWrite(write);
      attributes.observeWrite(write);
      const history = histories.of({ orderId: write.orderId, requestHash: text(write.after, 'requestHash') });
      ownership.observeWrite(history, write);
      touched.add(history);
      if (!write.before) recordedAt.set(write.orderId, now());
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
