import { setTimeout } from 'node:timers/promises';
import { type AcceptedLine, MAX_QUANTITY } from './line.ts';

/** The part of an order that the work needs. */
type Job = { readonly orderId: string; readonly lines: readonly AcceptedLine[] };

/** Permissions that `prepare` needs: IAM actions, and the ARNs they apply to. */
export type WorkGrant = { readonly actions: readonly string[]; readonly resources: readonly string[] };

/** The environment variables of `prepare`. */
const variables = ['PREPARE_MILLISECONDS'] as const;
type WorkEnvironment = Readonly<Record<(typeof variables)[number], string>>;

const grants: readonly WorkGrant[] = [];

const millisecondsPerDrink = ({ PREPARE_MILLISECONDS }: WorkEnvironment): number => {
  const milliseconds = Number(PREPARE_MILLISECONDS);
  if (Number.isFinite(milliseconds) && milliseconds >= 0) return milliseconds;
  throw new Error(`PREPARE_MILLISECONDS should be a number of at least 0, got '${PREPARE_MILLISECONDS}'`);
};

/** The work on an order, with its environment variables and permissions. A team puts its own work here. */
export const work = {
  variables,
  /** The values of the variables for a stage: milliseconds for one drink. */
  environment: (stage: 'dev' | 'prod' | 'demo'): WorkEnvironment => ({
    PREPARE_MILLISECONDS: { dev: '50', prod: '200', demo: '2' }[stage],
  }),
  /** The longest time that `prepare` takes with these values, in milliseconds. */
  longestMilliseconds: (environment: WorkEnvironment): number => MAX_QUANTITY * millisecondsPerDrink(environment),
  grants,
  /**
   * Creates `prepare`, which makes the lines of an order side by side, and the drinks of one line one after the other.
   *
   * `prepare` never runs twice at the same time for one order. After a crash it may run again, so it passes `orderId` as the
   * idempotency key to every service it calls. It throws a PermanentError if the order can never be made; after any other error
   * the order is retried.
   */
  create: (environment: WorkEnvironment) => {
    const milliseconds = millisecondsPerDrink(environment);
    return async ({ lines }: Job): Promise<void> => {
      await setTimeout(Math.max(...lines.map(({ quantity }) => quantity)) * milliseconds);
    };
  },
};
