import { work } from './product/index.ts';
import { readVariables, type Variables } from './read-variables.ts';

/** The environment variables of each function. The constructs in `lib/` set them and the handlers read them. */
export const cashierVariables = [
  'ORDERS_QUEUE_URL',
  'TABS_QUEUE_URL',
  'PICKUPS_QUEUE_URL',
  'ORDER_TABLE_NAME',
  'CLAIM_CHECK_BUCKET_NAME',
  'CLAIM_CHECK_BYTES',
] as const;
export const counterVariables = [
  'ORDERS_QUEUE_URL',
  'ORDERS_DLQ_URL',
  'TABS_QUEUE_URL',
  'TABS_DLQ_URL',
  'PICKUPS_QUEUE_URL',
  'PICKUPS_DLQ_URL',
  'RECEIPTS_QUEUE_URL',
  'RECEIPTS_DLQ_URL',
  'ORDER_TABLE_NAME',
  'CLAIM_CHECK_BUCKET_NAME',
  'ORDER_EVENTS_TOPIC_ARN',
] as const;
export const baristaVariables = [
  'ORDERS_QUEUE_URL',
  'ORDERS_DLQ_URL',
  'TABS_QUEUE_URL',
  'TABS_DLQ_URL',
  'PICKUPS_QUEUE_URL',
  'PICKUPS_DLQ_URL',
  'CLAIM_CHECK_BUCKET_NAME',
  'RECORD_MILLISECONDS',
  'ORDER_TABLE_NAME',
  'ORDER_EVENTS_TOPIC_ARN',
  'LEASE_MILLISECONDS',
  ...work.variables,
] as const;
export const receiptsVariables = [
  'RECEIPTS_QUEUE_URL',
  'RECEIPTS_DLQ_URL',
  'ORDER_TABLE_NAME',
  'RECORD_MILLISECONDS',
  'SENDER',
  'CONFIGURATION_SET_NAME',
] as const;

/** The variables of every worker that `lib/workers.ts` lists. */
export const queueWorkerVariables = ['WORK_QUEUE_URL', 'WORK_DLQ_URL', 'RECORD_MILLISECONDS'] as const;

/** The variables of queues that a shop can do without. */
const optional = ['TABS_QUEUE_URL', 'TABS_DLQ_URL', 'PICKUPS_QUEUE_URL', 'PICKUPS_DLQ_URL'] as const;

/** The values of these variables. */
export type VariablesOf<Names extends readonly string[]> = Variables<Names[number], (typeof optional)[number]>;

/** Reads a function's environment. @throws Error that names the variables which are missing or empty */
export const readEnvironment = <const Names extends readonly string[]>(
  names: Names,
  source: NodeJS.ProcessEnv = process.env,
): VariablesOf<Names> => readVariables<Names[number], (typeof optional)[number]>(names, { optional, source });

/**
 * The value of a variable as a number: milliseconds or bytes.
 *
 * @throws Error if it is not a number of at least 0
 */
export const numberOf = <Name extends string>(name: Name, variables: Readonly<Record<Name, string>>): number => {
  const value = Number(variables[name]);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new Error(`${name} should be a number of at least 0, got '${variables[name]}'`);
};
