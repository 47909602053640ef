import type { ExecutionEnvironment } from '../shop/network.ts';
import {
  number,
  type OrderHistories,
  type OrderHistory,
  type OrderKey,
  type Report,
  text,
  type Write,
} from './order-history.ts';
import { isTransition } from './records.ts';

/** A message is worked beside others this often. */
const RECEIVES_IN_COMPANY = 2;

/** P2, and P6 where it is about neighbours: who holds which order, who prepares it, and what a handler leaves behind. */
export const createHolding = (report: Report, histories: OrderHistories) => {
  const running = new Map<string, ExecutionEnvironment>();
  const held = new Map<string, Set<OrderHistory>>();
  const prepares = new Map<ExecutionEnvironment, Set<OrderHistory>>();

  const claimed = (history: OrderHistory, from: string, caller: string): void => {
    if (from === 'PREPARING' && history.holder !== caller && running.get(history.holder)?.alive)
      report('P2', history.orderId, `one barista should hold an order, got ${caller} beside ${history.holder}`);
    held.get(history.holder)?.delete(history);
    history.holder = caller;
    held.set(caller, (held.get(caller) ?? new Set()).add(history));
  };

  const movedOn = (history: OrderHistory, { before, after, caller }: Write): void => {
    held.get(history.holder)?.delete(history);
    if (history.holder !== caller)
      report(
        'P2',
        history.orderId,
        `the barista that holds an order should move it on, got ${caller} for ${history.holder}`,
      );
    const isCounted = number(after, 'attempts') === number(before, 'attempts');
    if (text(after, 'status') === 'PLACED' && isCounted !== (history.failedBy === caller))
      report('P6', history.orderId, 'an attempt should be counted where prepare failed, and nowhere else');
  };

  return {
    wrote: (history: OrderHistory, write: Write): void => {
      const [from, to] = [text(write.before, 'status'), text(write.after, 'status')];
      if (!isTransition(write)) return;
      if (to === 'PREPARING') claimed(history, from, write.caller);
      else if (from === 'PREPARING') movedOn(history, write);
      if (to === 'READY') history.finished += 1;
      if (history.finished > 1) report('P2', history.orderId, 'an order should be finished once, got twice');
      if (to === 'STUCK' && !history.passedOver)
        report('P1', history.orderId, 'an order should be in a dead-letter queue before it is STUCK, got none there');
    },
    invoked: (environment: ExecutionEnvironment): void => {
      running.set(environment.caller, environment);
    },
    /** An invocation is over; if it came to its end, it has settled all that it began. */
    over: (caller: string, environment: ExecutionEnvironment): void => {
      running.delete(caller);
      const [preparing] = prepares.get(environment) ?? [];
      if (environment.alive && preparing)
        report('P2', preparing.orderId, 'a handler should not return while a prepare is unsettled');
      const [kept] = held.get(caller) ?? [];
      if (environment.alive && kept && !environment.failedWith.has('dynamodb'))
        report('P2', kept.orderId, 'a barista should hold no order when it returns, got one that is PREPARING');
      held.delete(caller);
      prepares.delete(environment);
    },
    prepareBegins: (key: OrderKey, environment: ExecutionEnvironment): OrderHistory => {
      const history = histories.of(key);
      if (history.preparing?.alive) report('P2', history.orderId, 'prepare should never run twice at a time');
      if (histories.statusOf(history) !== 'PREPARING')
        report('P2', history.orderId, `prepare should run for a claimed order, got '${histories.statusOf(history)}'`);
      history.preparing = environment;
      prepares.set(environment, (prepares.get(environment) ?? new Set()).add(history));
      return history;
    },
    prepareEnds: (key: OrderKey, environment: ExecutionEnvironment, { failed }: { readonly failed: boolean }): void => {
      const history = histories.of(key);
      if (failed) history.failedBy = environment.caller;
      history.preparing = undefined;
      prepares.get(environment)?.delete(history);
    },
    /** P6: what kills its process does so beside others on the first receives of its message alone. */
    prepareKills: (key: OrderKey, environment: ExecutionEnvironment): void => {
      const history = histories.of(key);
      if ((prepares.get(environment)?.size ?? 0) > 1) history.tookAlong += 1;
      if (history.tookAlong > RECEIVES_IN_COMPANY * history.sent)
        report(
          'P6',
          history.orderId,
          `a prepare that kills should be by itself from its third receive on, got ${history.tookAlong}`,
        );
    },
  };
};
