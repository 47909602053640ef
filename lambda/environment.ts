/** The environment variables of each function: the constructs in `lib/` set just these, the handlers read just these. */
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
  'TABS_QUEUE_URL',
  'PICKUPS_QUEUE_URL',
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
  'PREPARE_MILLISECONDS',
  'LEASE_MILLISECONDS',
] as const;
export const receiptsVariables = [
  'RECEIPTS_QUEUE_URL',
  'RECEIPTS_DLQ_URL',
  'ORDER_TABLE_NAME',
  'RECORD_MILLISECONDS',
  'SENDER',
] as const;

/** What a construct has to set for a function: each of its variables. */
export type Environment<Names extends readonly string[]> = Readonly<Record<Names[number], string>>;

/**
 * Reads a function's environment, once, at start-up.
 *
 * @returns what gives the value of each of these variables
 * @throws Error that names the variables which are missing or empty
 */
export const readEnvironment = <const Names extends readonly string[]>(
  names: Names,
  source: NodeJS.ProcessEnv = process.env,
): ((name: Names[number]) => string) => {
  const missing = names.filter((name) => !source[name]);
  if (missing.length > 0) throw new Error(`environment variables are missing: ${missing.join(', ')}`);
  return (name) => source[name] ?? '';
};

/**
 * A number out of the environment: milliseconds or bytes.
 *
 * @throws Error when it is not a number from 0 up
 */
export const amount = (name: string, text: string): number => {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new Error(`${name} should be a number from 0 up, got '${text}'`);
  return value;
};
