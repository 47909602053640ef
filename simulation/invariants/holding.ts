import type { Environment } from '../shop/network.ts';
import { type Breaks, type Identity, type Life, type Lives, number, text, type Write } from './order-history.ts';
import { isTransition } from './records.ts';

/** A message is worked beside others this often. */
const RECEIVES_IN_COMPANY = 2;

/** P2, and P6 where it is about neighbours: who holds which order, who prepares it, and what a handler leaves behind. */
export const createHolding = (breaks: Breaks, lives: Lives) => {
  const running = new Map<string, Environment>();
  const held = new Map<string, Set<Life>>();
  const prepares = new Map<Environment, Set<Life>>();

  const claimed = (life: Life, from: string, caller: string): void => {
    if (from === 'PREPARING' && life.holder !== caller && running.get(life.holder)?.alive)
      breaks('P2', life.orderId, `one barista should hold an order, got ${caller} beside ${life.holder}`);
    held.get(life.holder)?.delete(life);
    life.holder = caller;
    held.set(caller, (held.get(caller) ?? new Set()).add(life));
  };

  const movedOn = (life: Life, { before, after, caller }: Write): void => {
    held.get(life.holder)?.delete(life);
    if (life.holder !== caller)
      breaks('P2', life.orderId, `the barista that holds an order should move it on, got ${caller} for ${life.holder}`);
    const isCounted = number(after, 'attempts') === number(before, 'attempts');
    if (text(after, 'status') === 'PLACED' && isCounted !== (life.failedBy === caller))
      breaks('P6', life.orderId, 'an attempt should be counted where prepare failed, and nowhere else');
  };

  return {
    wrote: (life: Life, write: Write): void => {
      const [from, to] = [text(write.before, 'status'), text(write.after, 'status')];
      if (!isTransition(write)) return;
      if (to === 'PREPARING') claimed(life, from, write.caller);
      else if (from === 'PREPARING') movedOn(life, write);
      if (to === 'READY') life.finished += 1;
      if (life.finished > 1) breaks('P2', life.orderId, 'an order should be finished once, got twice');
      if (to === 'STUCK' && !life.passedOver)
        breaks('P1', life.orderId, 'an order should be in a dead-letter queue before it is STUCK, got none there');
    },
    invoked: (environment: Environment): void => {
      running.set(environment.caller, environment);
    },
    /** An invocation is over; if it came to its end, it has settled all that it began. */
    over: (caller: string, environment: Environment): void => {
      running.delete(caller);
      const [preparing] = prepares.get(environment) ?? [];
      if (environment.alive && preparing)
        breaks('P2', preparing.orderId, 'a handler should not return while a prepare is unsettled');
      const [kept] = held.get(caller) ?? [];
      if (environment.alive && kept && !environment.failedWith.has('dynamodb'))
        breaks('P2', kept.orderId, 'a barista should hold no order when it returns, got one that is PREPARING');
      held.delete(caller);
      prepares.delete(environment);
    },
    prepareBegins: (identity: Identity, environment: Environment): Life => {
      const life = lives.of(identity);
      if (life.preparing?.alive) breaks('P2', life.orderId, 'prepare should never run twice at a time');
      if (lives.statusOf(life) !== 'PREPARING')
        breaks('P2', life.orderId, `prepare should run for a claimed order, got '${lives.statusOf(life)}'`);
      life.preparing = environment;
      prepares.set(environment, (prepares.get(environment) ?? new Set()).add(life));
      return life;
    },
    prepareEnds: (identity: Identity, environment: Environment, { failed }: { readonly failed: boolean }): void => {
      const life = lives.of(identity);
      if (failed) life.failedBy = environment.caller;
      life.preparing = undefined;
      prepares.get(environment)?.delete(life);
    },
    /** P6: what kills its process does so beside others on the first receives of its message alone. */
    prepareKills: (identity: Identity, environment: Environment): void => {
      const life = lives.of(identity);
      if ((prepares.get(environment)?.size ?? 0) > 1) life.tookAlong += 1;
      if (life.tookAlong > RECEIVES_IN_COMPANY * life.sent)
        breaks(
          'P6',
          life.orderId,
          `a prepare that kills should be by itself from its third receive on, got ${life.tookAlong}`,
        );
    },
  };
};
