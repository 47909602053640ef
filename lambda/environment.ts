/** The environment variables of each function: the constructs in `lib/` set just these, the handlers read just these. */
export const cashierVariables = [
  'ORDERS_QUEUE_URL',
  'TABS_QUEUE_URL',
  'PICKUPS_QUEUE_URL',
  'ORDER_TABLE_NAME',
] as const;
export const counterVariables = [
  'ORDERS_QUEUE_URL',
  'TABS_QUEUE_URL',
  'PICKUPS_QUEUE_URL',
  'ORDER_TABLE_NAME',
] as const;
export const baristaVariables = [
  'ORDERS_QUEUE_URL',
  'ORDERS_DLQ_URL',
  'TABS_QUEUE_URL',
  'TABS_DLQ_URL',
  'PICKUPS_QUEUE_URL',
  'PICKUPS_DLQ_URL',
  'RECORD_MILLISECONDS',
  'ORDER_TABLE_NAME',
  'ORDER_EVENTS_TOPIC_ARN',
  'BREW_MILLISECONDS_PER_DRINK',
  'LEASE_MILLISECONDS',
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
 * A number of milliseconds out of the environment.
 *
 * @throws Error when it is not a number from 0 up
 */
export const milliseconds = (name: string, text: string): number => {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0)
    throw new Error(`${name} should be a number of milliseconds, got '${text}'`);
  return value;
};
