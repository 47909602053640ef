import type { ExecutionEnvironment } from '../models/invocation.ts';
import {
  isTransition,
  number,
  type OrderHistories,
  type OrderHistory,
  type OrderKey,
  text,
  type Write,
} from './order-history.ts';
import type { Report } from './violation.ts';

/** P2, and P6 for neighbours: the holder of an order, its `prepare`, and open work when a handler returns. */
export const createOwnership = (report: Report, histories: OrderHistories, now: () => number) => {
  const running = new Map<string, ExecutionEnvironment>();
  const held = new Map<string, Set<OrderHistory>>();
  const preparations = new Map<ExecutionEnvironment, Set<OrderHistory>>();
  const preparedIn = new Map<OrderHistory, ExecutionEnvironment>();

  const onClaim = (history: OrderHistory, from: string, caller: string): void => {
    const { orderId, holder } = history;
    if (from === 'PREPARING' && holder !== caller && running.get(holder)?.alive)
      report('P2', orderId, `only one barista should hold an order, got ${caller} and ${holder}`);
    held.get(holder)?.delete(history);
    history.holder = caller;
    held.set(caller, (held.get(caller) ?? new Set()).add(history));
  };

  /** An operator may end the claim of a barista that died. */
  const onReconcile = (history: OrderHistory, from: string, caller: string): void => {
    const { orderId, holder } = history;
    history.reconciled += 1;
    if (from === 'PREPARING' && running.get(holder)?.alive)
      report('P2', orderId, `only the holder ${holder} should change the order, got ${caller}`);
    held.get(holder)?.delete(history);
  };

  const onRelease = (history: OrderHistory, { before, after, caller }: Write): void => {
    const { orderId, holder } = history;
    held.get(holder)?.delete(history);
    if (holder !== caller) report('P2', orderId, `only the holder ${holder} should change the order, got ${caller}`);
    const isCounted = number(after, 'attempts') === number(before, 'attempts');
    if (text(after, 'status') === 'PLACED' && isCounted !== (history.failedBy === caller))
      report(
        'P6',
        orderId,
        `an attempt should be counted if and only if prepare failed, got ${isCounted ? 'a counted' : 'an uncounted'} attempt`,
      );
  };

  return {
    observeWrite: (history: OrderHistory, write: Write): void => {
      if (!isTransition(write)) return;
      const [from, to] = [text(write.before, 'status'), text(write.after, 'status')];
      if (from === 'STUCK') endRedrive(history, to);
      if (to === 'PREPARING') onClaim(history, from, write.caller);
      else if (write.caller.startsWith('operator ')) onReconcile(history, from, write.caller);
      else if (from === 'PREPARING') onRelease(history, write);
      if (to === 'READY') {
        history.finished += 1;
        history.readyAt = now();
      }
      if (history.finished > 1) report('P2', history.orderId, 'an order should be finished once, got twice');
      if (to === 'STUCK') checkReason(history, text(write.after.failure?.M, 'code'), report);
    },

    observeInvocation: (environment: ExecutionEnvironment): void => {
      running.set(environment.caller, environment);
    },
    /** A handler that returns holds no order and runs no `prepare`, unless a call to the store failed. */
    observeInvocationEnd: (caller: string, environment: ExecutionEnvironment): void => {
      running.delete(caller);
      const [unsettled] = preparations.get(environment) ?? [];
      if (environment.alive && unsettled)
        report(
          'P2',
          unsettled.orderId,
          'a handler should return after every prepare has ended, got one that still runs',
        );
      const [kept] = held.get(caller) ?? [];
      if (environment.alive && kept && !environment.failedWith.has('dynamodb'))
        report('P2', kept.orderId, 'a barista should hold no order when it returns, got one that is PREPARING');
      held.delete(caller);
      preparations.delete(environment);
    },

    observePrepare: (key: OrderKey, environment: ExecutionEnvironment): OrderHistory => {
      const history = histories.of(key);
      const status = histories.statusOf(history);
      if (preparedIn.get(history)?.alive)
        report('P2', history.orderId, 'prepare should run once at a time, got a second run');
      if (status !== 'PREPARING')
        report('P2', history.orderId, `prepare should run for a claimed order, got '${status}'`);
      preparedIn.set(history, environment);
      preparations.set(environment, (preparations.get(environment) ?? new Set()).add(history));
      return history;
    },
    observePrepareEnd: (key: OrderKey, environment: ExecutionEnvironment, failed: boolean): void => {
      const history = histories.of(key);
      if (failed) {
        history.failedBy = environment.caller;
        history.failures += 1;
      }
      preparedIn.delete(history);
      preparations.get(environment)?.delete(history);
    },
    /** A `prepare` that ends its process may run beside others until its first crash. The crash is evidence against it. */
    observePrepareCrash: (key: OrderKey, environment: ExecutionEnvironment): void => {
      const history = histories.of(key);
      if ((preparations.get(environment)?.size ?? 0) > 1) history.crashesBesideOthers += 1;
      // STUCK ends the evidence of an earlier crash.
      const chances = history.sent + history.reconciled;
      if (history.crashesBesideOthers > CRASHES_BESIDE_OTHERS * chances)
        report(
          'P6',
          history.orderId,
          `a prepare that crashed should run alone from then on, got ${history.crashesBesideOthers} crashes beside others`,
        );
    },
  };
};

/** A STUCK order is in a dead-letter queue, with the reason that its record has (P1). */
const checkReason = ({ orderId, codes, movedBySqs }: OrderHistory, code: string, report: Report): void => {
  if (!codes.includes(code) && !(movedBySqs && code === 'exhausted'))
    report(
      'P1',
      orderId,
      `a STUCK order should be in a dead-letter queue as '${code}', got '${codes.join(', ')}' there`,
    );
};

const endRedrive = ({ redrives }: OrderHistory, to: string): void => {
  if (redrives.begun === redrives.claimed + redrives.cancelled) return;
  if (to === 'PREPARING') redrives.claimed += 1;
  else redrives.cancelled += 1;
};

/** How often each message of an order may crash a process in which others are prepared. */
const CRASHES_BESIDE_OTHERS = 1;
