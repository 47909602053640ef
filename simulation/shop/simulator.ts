import { type Context, createContext, START } from '../engine/context.ts';
import type { Level } from '../engine/faults.ts';
import type { Trace } from '../engine/trace.ts';
import { createInvariants, type Invariants } from '../invariants/invariants.ts';
import type { Tally } from '../invariants/tally.ts';
import type { Violation } from '../invariants/violation.ts';
import { type FaultTarget, scheduleFaults } from '../scenario/fault-schedule.ts';
import { indexPlans, type Plan } from '../scenario/plan.ts';
import { type PoisonPlan, poisonBody, poisonedGroup } from '../scenario/poison.ts';
import { dlqOf, sourceQueues } from '../scenario/queue-names.ts';
import { drawScenario, type Scenario } from '../scenario/scenario.ts';
import { type Cloud, createCloud } from './cloud.ts';
import { createCustomers } from './customers.ts';
import { createDeployment } from './deployment.ts';
import { createOperator, type Operator } from './operator.ts';
import { createPlannedPrepare } from './planned-prepare.ts';
import { stageNumbers } from './stage-numbers.ts';
import { NO_WATCH, scheduleMinutes, type Watch, watchCalls } from './watch.ts';

export type Result = {
  /** The first promise that did not hold. */
  readonly violation: Violation | undefined;
  readonly trace: Trace;
  readonly virtualMilliseconds: number;
  /** Each different call of a function, its IAM action and its resource. */
  readonly calls: ReadonlySet<string>;
  /** How many accepted orders ended in which status. */
  readonly statuses: ReadonlyMap<string, number>;
  /** When each order became READY, in milliseconds after the start. */
  readonly readyAt: readonly number[];
  /** What the plans drew and what happened. Empty after a violation. */
  readonly tally: Tally;
};

/** Simulates the shop of a seed. */
export const simulateSeed = (seed: number, orders: number, level: Level, traced = false): Promise<Result> =>
  simulate(drawScenario(seed, orders, level, traced));

/** Simulates one shop until no event is left, or until the first violation. Run one simulation at a time in a thread. */
export const simulate = async (scenario: Scenario, watch: Watch = NO_WATCH): Promise<Result> => {
  const { random, faults, plans: all, prepareMilliseconds, traced, alarmDelays, ...schedule } = scenario;
  Math.random = random.next; // the real code takes its randomness from there
  const context = createContext(random, faults, traced);
  const { scheduler, trace } = context;
  const plans = indexPlans(all);

  const invariants = createInvariants({
    item: (orderId) => cloud.dynamodb.item(orderId),
    plans,
    scenario: { plans: all, poison: schedule.poison },
    now: () => scheduler.now() - START,
    leaseMilliseconds: stageNumbers.leaseMilliseconds,
  });
  const cloud = createCloud(context, {
    observer: invariants,
    onVisible: (queue) => deployment.wake(queue),
    onDeadLetter: () => operator.observeDeadLetter(),
  });
  const prepare = createPlannedPrepare(context, { observer: invariants, plans, milliseconds: prepareMilliseconds });
  const { sqs, execute } = cloud;
  const deployment = createDeployment(context, { sqs, execute, observer: invariants, prepare, watch });
  const operator = createOperator(context, { sqs, execute, observer: invariants, delays: alarmDelays });
  const cashier = watchCalls(deployment.cashier, watch);
  const counter = watchCalls(deployment.counter, watch);
  const visit = createCustomers(context, { cashier, counter, observer: invariants });
  scheduleMinutes(context, watch, sqs);

  const errors = scheduleCustomers(context, all, visit);
  const { calmAt } = schedule;
  scheduleFaults(context, createFaultTarget(context, cloud, { invariants, operator, calmAt }), schedule);
  const runAll = (): Promise<void> =>
    scheduler.run(createCheck(context, invariants, errors)).catch((error: unknown) => {
      if (!(error instanceof Stop)) throw error;
    });
  await runAll();
  const tally = invariants.violation() ? {} : invariants.checkEnd(leftoversOf(cloud));
  if (!invariants.violation()) {
    scheduler.after(AFTER_LEASES, operator.reconcile);
    await runAll();
    invariants.checkReconciled();
  }
  return {
    violation: invariants.violation(),
    trace,
    virtualMilliseconds: scheduler.now() - START,
    calls: cloud.calls,
    statuses: invariants.statuses(),
    readyAt: invariants.readyAt(),
    tally,
  };
};

/** Every lease has ended after so many milliseconds. */
const AFTER_LEASES = 60 * 60 * 1000;

/** Ends a simulation at the first violation. */
class Stop extends Error {}

/** Answers the errors of the simulator's own code, which ends the run with the first one. */
const scheduleCustomers = (
  { scheduler }: Context,
  plans: readonly Plan[],
  visit: (plan: Plan) => Promise<void>,
): readonly unknown[] => {
  const errors: unknown[] = [];
  for (const plan of plans) scheduler.after(plan.at, () => void visit(plan).catch((error) => errors.push(error)));
  return errors;
};

const createFaultTarget = (
  { scheduler, random }: Context,
  cloud: Cloud,
  {
    invariants,
    operator,
    calmAt,
  }: { readonly invariants: Invariants; readonly operator: Operator; readonly calmAt: number },
): FaultTarget => {
  /** A conflict needs an order on record, and waits for one. */
  const sendPoison = ({ queue, kind }: Pick<PoisonPlan, 'queue' | 'kind'>): void => {
    const orderIds = cloud.dynamodb.orderIds();
    const victim = orderIds[random.between(0, orderIds.length - 1)];
    if (kind === 'conflict' && victim === undefined) {
      if (scheduler.now() - START > calmAt) invariants.observeNoVictim();
      else scheduler.after(VICTIM_MILLISECONDS, () => sendPoison({ queue, kind }));
      return;
    }
    const body = poisonBody(kind, { victim: victim ?? random.uuid(), id: random.uuid(), now: scheduler.now() });
    invariants.observePoison(kind, body);
    cloud.send(queue, body, queue === 'tabs.fifo' ? poisonedGroup : undefined);
  };

  return {
    sendPoison,
    reconcile: operator.reconcile,
    redriveAll: () => {
      for (const queue of [...sourceQueues, 'receipts']) cloud.sqs.redrive(dlqOf(queue), queue);
    },
  };
};

/** How often poison looks for an order on record. */
const VICTIM_MILLISECONDS = 1000;

const createCheck =
  ({ scheduler, trace }: Context, invariants: Invariants, errors: readonly unknown[]) =>
  (): void => {
    invariants.checkStep(scheduler.now() - START);
    if (errors.length > 0) throw errors[0];
    if (!invariants.violation()) return;
    trace.close();
    throw new Stop();
  };

const leftoversOf = ({ sqs }: Cloud) => ({
  onSourceQueues: sourceQueues.flatMap((queue) => sqs.messages(queue)),
  inReceiptsDlq: sqs.messages(dlqOf('receipts')),
});
