import type { Context } from '../engine/context.ts';
import type { CallFault, Service } from '../engine/faults.ts';
import type { PoisonPlan } from './poison.ts';

/** A service that fails for a while. Times are in milliseconds after the start. */
export type Outage = {
  readonly at: number;
  readonly milliseconds: number;
  readonly service: Service;
  readonly fault: CallFault;
};

/** Everything that happens to a shop from outside, and when. Times are in milliseconds after the start. */
export type FaultSchedule = {
  readonly poison: readonly PoisonPlan[];
  /** When an operator redrives every dead-letter queue. */
  readonly redrives: readonly number[];
  /** When an operator reconciles the records with every dead-letter queue. */
  readonly reconciles: readonly number[];
  readonly outages: readonly Outage[];
  /** When all faults end. */
  readonly calmAt: number;
};

/** What the schedule does to the queues of a shop. */
export type FaultTarget = {
  sendPoison(plan: PoisonPlan): void;
  redriveAll(): void;
  reconcile(): void;
};

export const scheduleFaults = (context: Context, target: FaultTarget, schedule: FaultSchedule): void => {
  const { scheduler, faults, trace } = context;
  for (const plan of schedule.poison)
    scheduler.after(plan.at, () => {
      trace.count('poison');
      target.sendPoison(plan);
    });
  for (const at of schedule.redrives)
    scheduler.after(at, () => {
      trace.addStep(() => 'an operator redrives every dead-letter queue');
      target.redriveAll();
    });
  for (const at of schedule.reconciles) scheduler.after(at, () => target.reconcile());
  for (const outage of schedule.outages) scheduleOutage(context, outage);
  scheduler.after(schedule.calmAt, () => {
    trace.addStep(() => 'all faults end');
    faults.end();
  });
};

const scheduleOutage = ({ scheduler, faults, trace }: Context, { at, milliseconds, service, fault }: Outage): void => {
  scheduler.after(at, () => {
    trace.count(`outages of ${service}`);
    trace.addStep(() => `an outage of ${service} begins: ${fault}`);
    faults.setOutage(service, fault);
  });
  scheduler.after(at + milliseconds, () => {
    trace.addStep(() => `the outage of ${service} ends`);
    faults.setOutage(service, undefined);
  });
};
