import type { Item } from '../models/expressions.ts';
import type { QueuedMessage } from '../models/message.ts';
import type { Plan, Plans } from '../scenario/plans.ts';
import type { Environment } from '../shop/network.ts';
import { createHolding } from './holding.ts';
import { createLives, FINAL, type Identity, type Life, text, type Write } from './order-history.ts';
import { createQueues } from './queues.ts';
import { createRecords } from './records.ts';
import { createTabs } from './tabs.ts';

/** The first promise that did not hold. */
export type Broken = { readonly promise: string; readonly detail: string; readonly orderId: string };

export type Ending = {
  /** What is left on the source queues. */
  readonly waiting: readonly QueuedMessage[];
  /** Whether the customer was mailed that the order is ready, or the mail is in a dead-letter queue. */
  readonly isMailed: (orderId: string, plan: Plan | undefined) => boolean;
};

/** Holds what happens against the promises P1 to P7, step by step: what a step has touched is checked when it is over. */
export const createPromises = ({ item }: { readonly item: (orderId: string) => Item | undefined }) => {
  let broken: Broken | undefined;
  const breaks = (promise: string, orderId: string, detail: string): void => {
    broken ??= { promise, orderId, detail };
  };
  const touched = new Set<Life>();
  const lives = createLives(item);
  const tabs = createTabs(breaks, lives);
  const records = createRecords(breaks);
  const holding = createHolding(breaks, lives);
  const queues = createQueues(breaks, lives, tabs);

  /** P1: its message is somewhere, or its record is final. */
  const checkKept = (life: Life): void => {
    if (!life.accepted || life.messages + life.dead > 0 || FINAL.includes(lives.statusOf(life))) return;
    breaks(
      'P1',
      life.orderId,
      `an accepted order should be on a queue or done, got none and '${lives.statusOf(life)}'`,
    );
  };

  const checkEnd = (life: Life, isMailed: Ending['isMailed']): void => {
    if (life.accepted && !FINAL.includes(lives.statusOf(life)) && life.dead === 0)
      breaks('P1', life.orderId, `an accepted order should be done in the end, got '${lives.statusOf(life)}'`);
    if (life.finished > 0 && !life.announcedReady)
      breaks('P4', life.orderId, 'an order that is READY should have been announced');
    if (life.finished > 0 && !isMailed(life.orderId, life.plan))
      breaks('P4', life.orderId, 'the customer of an order that is READY should have been mailed');
  };

  return {
    ...{ breaks, invoked: holding.invoked, over: holding.over, logged: records.logged },
    ...{ prepareEnds: holding.prepareEnds, prepareKills: holding.prepareKills, added: queues.added },
    broken: () => broken,
    /** Checks what the step that is over has touched. */
    settle: (): void => {
      for (const life of touched) checkKept(life);
      touched.clear();
    },
    isPoison: (body: string): void => {
      lives.poison.set(body, { dead: false });
    },
    /** A body was written that holds the whole order: it says whose it is. */
    planned: (body: string, plans: Plans): void => {
      const life = lives.in(body);
      if (life) life.plan ??= plans.of(body);
    },
    accepted: (identity: Identity): void => {
      const life = lives.of(identity);
      life.accepted = true;
      touched.add(life);
    },
    removed: (queue: string, message: QueuedMessage): void => {
      const life = queues.removed(queue, message);
      if (life) touched.add(life);
    },
    wrote: (write: Write): void => {
      records.wrote(write);
      const life = lives.of({ orderId: write.orderId, requestHash: text(write.after, 'requestHash') });
      holding.wrote(life, write);
      touched.add(life);
    },
    told: (body: string): void => {
      const event = JSON.parse(body);
      records.told(event);
      const { orderId, status } = event;
      if (status === 'READY')
        lives.of({ orderId, requestHash: text(item(orderId), 'requestHash') }).announcedReady = true;
    },
    prepareBegins: (identity: Identity, environment: Environment): void =>
      tabs.begins(holding.prepareBegins(identity, environment)),
    /** What has to hold when all faults are over and nothing is left to do. */
    atEnd: ({ waiting, isMailed }: Ending): void => {
      for (const { body } of waiting)
        breaks('P1', lives.in(body)?.orderId ?? '', 'no message should be left on a source queue');
      for (const life of lives.all()) checkEnd(life, isMailed);
      for (const [body, { dead }] of lives.poison)
        if (!dead) breaks('P6', '', `poison should be in a dead-letter queue with its reason, got not so ${body}`);
    },
    /** The orders that are on record, the first one first. */
    recorded: (): readonly string[] => records.orderIds,
    /** How many accepted orders have which status. */
    statuses: (): ReadonlyMap<string, number> => {
      const counts = new Map<string, number>();
      for (const life of lives.all()) {
        const status = life.accepted ? text(item(life.orderId), 'status') || 'no record' : 'not accepted';
        counts.set(status, (counts.get(status) ?? 0) + 1);
      }
      return counts;
    },
  };
};

export type Promises = ReturnType<typeof createPromises>;
