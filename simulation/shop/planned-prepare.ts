import type { Prepare } from '../../lambda/barista/barista.ts';
import { PermanentError } from '../../lambda/errors.ts';
import type { Context } from '../engine/context.ts';
import type { Observer } from '../invariants/observer.ts';
import type { ExecutionEnvironment } from '../models/invocation.ts';
import { shortId } from '../models/subject.ts';
import { type Plans, PREPARE_FAILURES } from '../scenario/plan.ts';
import { stageNumbers } from './stage-numbers.ts';

export type PlannedPrepareDeps = {
  readonly observer: Observer;
  readonly plans: Plans;
  /** The shortest and the longest time, in milliseconds. */
  readonly milliseconds: readonly [number, number];
};

/** A `prepare` that does what the plan of the order says. */
export const createPlannedPrepare = (context: Context, { observer, plans, milliseconds }: PlannedPrepareDeps) => {
  const { random, trace, sleep } = context;
  const failsAgain = createFlakiness();

  return (environment: ExecutionEnvironment): Prepare =>
    async (order) => {
      const kind = plans.of(order.customer.email)?.prepare ?? 'good';
      trace.count('preparations');
      trace.addStep(() => `${environment.caller}  prepares ${shortId(order.orderId)} (${kind})`);
      observer.observePrepare(order, environment);
      await sleep(random.between(...milliseconds) + (kind === 'slow' ? SLOW_MILLISECONDS : 0));
      if (!environment.alive) await never();
      if (kind === 'killer') {
        trace.count('killed by prepare');
        observer.observePrepareCrash(order, environment);
        environment.kill('prepare');
        await never();
      }
      const fails = kind === 'flaky' && failsAgain(order.orderId);
      observer.observePrepareEnd(order, environment, fails);
      if (kind === 'refused')
        throw new PermanentError('out-of-stock', 'every item should be in stock, got one that is not');
      if (!fails) return;
      trace.count('prepare failed');
      throw new Error('prepare should succeed, got a failure from the plan');
    };
};

const SLOW_MILLISECONDS = stageNumbers.baristaTimeout;

/** A process that ended waits for ever. */
const never = (): Promise<never> => new Promise(() => undefined);

/** Whether a flaky order fails once more. */
const createFlakiness = () => {
  const failures = new Map<string, number>();
  return (orderId: string): boolean => {
    const count = failures.get(orderId) ?? 0;
    failures.set(orderId, count + 1);
    return count < PREPARE_FAILURES;
  };
};
