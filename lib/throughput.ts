/** PLACED, PREPARING, READY, the mailed version and COLLECTED: each is a write of at most 1 KB. */
export const WRITES_PER_ORDER = 5;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html */
const DEFAULT_WRITES_PER_SECOND = 4000;

/**
 * The warm throughput of the table that fits a rate of orders. Nothing is set where the default of a new table is enough. Reads need
 * no setting: the default of 12,000 is above what the API can ask for.
 */
export const warmThroughput = (ordersPerSecond: number): { readonly warmWritesPerSecond?: number } => {
  const needed = WRITES_PER_ORDER * ordersPerSecond;
  return needed > DEFAULT_WRITES_PER_SECOND ? { warmWritesPerSecond: needed } : {};
};
