import { PermanentError } from '../../lambda/errors.ts';
import type { Setting } from '../engine/context.ts';
import { short } from '../engine/trace.ts';
import type { Promises } from '../invariants/invariants.ts';
import type { Plans } from '../scenario/plans.ts';
import type { Surroundings } from './functions.ts';
import type { Environment } from './network.ts';
import { sizes } from './stage-numbers.ts';

const QUICKEST = 20;
const SLOWEST = 900;
const FLAKY_FAILURES = 3;

const forEver = (): Promise<never> => new Promise(() => undefined);

/** What `prepare` does with an order, as its plan has it. */
export const createPreparing = (
  { random, trace, sleep }: Setting,
  { promises, plans }: { readonly promises: Promises; readonly plans: Plans },
): Surroundings['prepare'] => {
  const failures = new Map<string, number>();

  /** What a dead process waits for never comes. */
  const work = async (environment: Environment, milliseconds: number): Promise<void> => {
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
    promises.prepareBegins(order, environment);
    await work(environment, random.between(QUICKEST, SLOWEST) + (kind === 'slow' ? sizes.baristaTimeout : 0));
    if (kind === 'killer') {
      trace.count('killed by its work');
      promises.prepareKills(order, environment);
      environment.kill('prepare');
      await forEver();
    }
    const fails = kind === 'flaky' && failsAgain(orderId);
    promises.prepareEnds(order, environment, { failed: fails });
    if (kind === 'refused') throw new PermanentError('no-beans', 'there should be beans');
    if (!fails) return;
    trace.count('prepare failed');
    throw new Error('the machine is cold');
  };
};
