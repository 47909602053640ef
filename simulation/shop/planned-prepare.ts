import { PermanentError } from '../../lambda/errors.ts';
import type { Context } from '../engine/context.ts';
import { short } from '../engine/trace.ts';
import type { Invariants } from '../invariants/invariants.ts';
import type { Plans } from '../scenario/plans.ts';
import type { FunctionDeps } from './functions.ts';
import type { ExecutionEnvironment } from './network.ts';
import { stageNumbers } from './stage-numbers.ts';

const QUICKEST = 20;
const SLOWEST = 900;
const FLAKY_FAILURES = 3;

const forEver = (): Promise<never> => new Promise(() => undefined);

/** What `prepare` does with an order, as its plan has it. */
export const createPlannedPrepare = (
  { random, trace, sleep }: Context,
  { invariants, plans }: { readonly invariants: Invariants; readonly plans: Plans },
): FunctionDeps['prepare'] => {
  const failures = new Map<string, number>();

  /** What a dead process waits for never comes. */
  const work = async (environment: ExecutionEnvironment, milliseconds: number): Promise<void> => {
    await sleep(milliseconds);
    if (!environment.alive) await forEver();
  };

  const failsAgain = (orderId: string): boolean => {
    const count = failures.get(orderId) ?? 0;
    failures.set(orderId, count + 1);
    return count < FLAKY_FAILURES;
  };

  return (environment) => async (order) => {
    const { orderId } = order;
    const kind = plans.of(order.customer.email)?.prepare ?? 'good';
    trace.count('preparations');
    trace.step(() => `${environment.caller}  prepares ${short(orderId)} (${kind})`);
    invariants.prepareBegins(order, environment);
    await work(environment, random.between(QUICKEST, SLOWEST) + (kind === 'slow' ? stageNumbers.baristaTimeout : 0));
    if (kind === 'killer') {
      trace.count('killed by its work');
      invariants.prepareKills(order, environment);
      environment.kill('prepare');
      await forEver();
    }
    const fails = kind === 'flaky' && failsAgain(orderId);
    invariants.prepareEnds(order, environment, { failed: fails });
    if (kind === 'refused') throw new PermanentError('no-beans', 'there should be beans');
    if (!fails) return;
    trace.count('prepare failed');
    throw new Error('the machine is cold');
  };
};
