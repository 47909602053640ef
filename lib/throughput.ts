/** PLACED, PREPARING, READY, the mailed version and COLLECTED: each is a write of at most 1 KB. */
export const WRITES_PER_ORDER = 5;
/** An order enters the lane of waiting orders and leaves it, and then the lane of ready ones. Each is a write to the index. */
export const INDEX_WRITES_PER_ORDER = 4;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html */
const DEFAULT_WRITES_PER_SECOND = 4000;

/**
 * The warm throughput of the table and of its index that fits a rate of orders. Nothing is set where the default of a new table is
 * enough. Reads need no setting: the default of 12,000 is above what the API can ask for.
 */
export const warmThroughput = (
  ordersPerSecond: number,
): { readonly warmWritesPerSecond?: number; readonly warmIndexWritesPerSecond?: number } => {
  const writes = WRITES_PER_ORDER * ordersPerSecond;
  const indexWrites = INDEX_WRITES_PER_ORDER * ordersPerSecond;
  return {
    ...(writes > DEFAULT_WRITES_PER_SECOND && { warmWritesPerSecond: writes }),
    ...(indexWrites > DEFAULT_WRITES_PER_SECOND && { warmIndexWritesPerSecond: indexWrites }),
  };
};
