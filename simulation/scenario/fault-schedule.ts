import type { Context } from '../engine/context.ts';
import type { CallFault, Service } from '../engine/faults.ts';
import type { Invariants } from '../invariants/invariants.ts';
import type { Cloud } from '../shop/cloud.ts';
import { dlqOf, sourceQueues } from '../shop/stage-numbers.ts';
import type { PoisonPlan } from './plans.ts';
import { poisonBody, poisonedTab } from './poison.ts';

/** A service that is out for a while. All times are in milliseconds after the start. */
export type Outage = {
  readonly at: number;
  readonly milliseconds: number;
  readonly service: Service;
  readonly fault: CallFault;
};

/** What befalls a shop from outside. */
export type FaultSchedule = {
  readonly poison: readonly PoisonPlan[];
  /** When an operator redrives every dead-letter queue. */
  readonly redrives: readonly number[];
  readonly outages: readonly Outage[];
  /** When nothing goes wrong any more. */
  readonly calmAt: number;
};

/** Has the schedule happen in their time. */
export const scheduleFaults = (
  { scheduler, random, faults, trace }: Context,
  { cloud, invariants }: { readonly cloud: Cloud; readonly invariants: Invariants },
  { poison, redrives, outages, calmAt }: FaultSchedule,
): void => {
  const { now, after } = scheduler;

  /** Poison claims to be an order that is on record: any other id would be an order of its own. */
  const victim = (): string | undefined => {
    const known = invariants.recorded();
    return known[random.between(0, known.length - 1)];
  };
  for (const { at, queue, kind } of poison)
    after(at, () => {
      const body = poisonBody(kind, { victim: victim(), id: random.uuid(), now: now() });
      invariants.isPoison(body);
      trace.count('poison');
      cloud.send(queue, body, queue === 'tabs.fifo' ? poisonedTab : undefined);
    });

  for (const at of redrives)
    after(at, () => {
      trace.step(() => 'an operator redrives every dead-letter queue');
      for (const queue of [...sourceQueues, 'receipts']) cloud.sqs.redrive(dlqOf(queue), queue);
    });

  for (const { at, milliseconds, service, fault } of outages) {
    after(at, () => {
      trace.count(`outages of ${service}`);
      trace.step(() => `${service} is out: ${fault}`);
      faults.out(service, fault);
    });
    after(at + milliseconds, () => {
      trace.step(() => `${service} is back`);
      faults.out(service, undefined);
    });
  }

  after(calmAt, () => {
    trace.step(() => 'from now on nothing goes wrong any more');
    faults.end();
  });
};
