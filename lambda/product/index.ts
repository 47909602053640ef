// A stand-in for the product's index, which is written elsewhere at the same time.
import { createPrepare, type Prepare } from './prepare.ts';

/** Permissions that `prepare` needs: IAM actions, and the ARNs they apply to. */
export type WorkGrant = { readonly actions: readonly string[]; readonly resources: readonly string[] };

const variables = ['PREPARE_MILLISECONDS'] as const;
type WorkEnvironment = Readonly<Record<(typeof variables)[number], string>>;

const grants: readonly WorkGrant[] = [];
const MAX_QUANTITY = 20;

/** The work on an order, and what it needs where it runs. */
export const work = {
  /** The environment variables that `prepare` reads. */
  variables,
  /** The values of the variables for a stage. */
  environment: (stage: string): WorkEnvironment => ({ PREPARE_MILLISECONDS: stage === 'prod' ? '200' : '50' }),
  /** The longest time that `prepare` takes with these values, in milliseconds. */
  longestMilliseconds: ({ PREPARE_MILLISECONDS }: WorkEnvironment): number =>
    MAX_QUANTITY * Number(PREPARE_MILLISECONDS),
  grants,
  /** Makes `prepare`. */
  create: ({ PREPARE_MILLISECONDS }: WorkEnvironment): Prepare =>
    createPrepare({ milliseconds: Number(PREPARE_MILLISECONDS) }),
};

export const samples = {
  /** An order as a customer sends it. */
  request: {
    customer: { name: 'Ada Lovelace', email: 'ada@example.org' },
    lines: [{ item: 'latte', size: 'medium', quantity: 1 }],
  },
};
