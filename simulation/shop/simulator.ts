import { pickupNumber } from '../../lambda/order/lifecycle.ts';
import { createContext, START } from '../engine/context.ts';
import type { Faults } from '../engine/faults.ts';
import type { Random } from '../engine/random.ts';
import type { Trace } from '../engine/trace.ts';
import { createInvariants, type Violation } from '../invariants/invariants.ts';
import { type FaultSchedule, scheduleFaults } from '../scenario/fault-schedule.ts';
import { emailOf, type Plan, plansOf } from '../scenario/plans.ts';
import { createCloud } from './cloud.ts';
import { createCustomers } from './customers.ts';
import { createDeployment } from './deployment.ts';
import { createPlannedPrepare } from './planned-prepare.ts';
import { dlqOf, sourceQueues } from './stage-numbers.ts';

/** One shop, from its first order until nothing is left to do. */
export type Scenario = FaultSchedule & {
  readonly random: Random;
  readonly faults: Faults;
  readonly plans: readonly Plan[];
  /** Whether the steps are kept, to be shown. */
  readonly traced: boolean;
};

export type Result = {
  readonly violation: Violation | undefined;
  readonly trace: Trace;
  readonly virtualMilliseconds: number;
  /** How many accepted orders have ended in which status. */
  readonly statuses: ReadonlyMap<string, number>;
};

/** Faults are over long before; what still goes on then goes on for ever. */
const MOST_MILLISECONDS = 10 * 24 * 60 * 60 * 1000;
const MOST_STEPS_PER_ORDER = 100_000;

class Stop extends Error {}

/** Plays a scenario to its end, or until a promise is broken. One at a time in a thread. */
export const simulate = async ({ random, faults, plans: drawn, traced, ...schedule }: Scenario): Promise<Result> => {
  Math.random = random.next; // what the real code leaves to chance is left to the seed here
  const context = createContext(random, faults, traced);
  const { scheduler, trace } = context;
  const plans = plansOf(drawn);
  const invariants = createInvariants({ item: (orderId) => cloud.dynamodb.item(orderId) });
  const cloud = createCloud(context, { invariants, plans, onVisible: (queue) => shop.wake(queue) });
  const shop = createDeployment(context, {
    cloud,
    invariants,
    prepare: createPlannedPrepare(context, { invariants, plans }),
  });
  const customer = createCustomers(context, { cashier: shop.cashier, counter: shop.counter, invariants });

  let failure: unknown;
  for (const plan of drawn)
    scheduler.after(plan.at, () => {
      customer(plan).catch((error: unknown) => {
        failure ??= error;
      });
    });
  scheduleFaults(context, { cloud, invariants }, schedule);

  let steps = 0;
  const mostSteps = MOST_STEPS_PER_ORDER * (1 + drawn.length);
  const look = (): void => {
    steps += 1;
    invariants.settle();
    if (failure) throw failure;
    if (scheduler.now() - START > MOST_MILLISECONDS || steps > mostSteps)
      invariants.report('P1', '', `all work should come to an end, got ${steps} steps`);
    if (invariants.violation()) throw new Stop();
  };
  await scheduler.run(look).catch((error: unknown) => {
    if (!(error instanceof Stop)) throw error;
  });

  const isMailed = (orderId: string, plan: Plan | undefined): boolean =>
    plan === undefined ||
    cloud.mailed.has(`${emailOf(plan)} Order ${pickupNumber(orderId)} is ready`) ||
    cloud.sqs.messages(dlqOf('receipts')).some(({ body }) => body.includes(orderId));
  if (!invariants.violation())
    invariants.atEnd({ waiting: sourceQueues.flatMap((queue) => cloud.sqs.messages(queue)), isMailed });
  return {
    violation: invariants.violation(),
    trace,
    virtualMilliseconds: scheduler.now() - START,
    statuses: invariants.statuses(),
  };
};
