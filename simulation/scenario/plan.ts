/** What one customer does, and how `prepare` works for the order. Drawn before the simulation starts, so it does not depend on faults. */
export type Plan = {
  /** Milliseconds after the start. */
  readonly at: number;
  readonly number: number;
  readonly tab: string | undefined;
  /** Minutes from the order to `pickupAt`. */
  readonly pickup: number | undefined;
  /** The order is too long for a message and travels as a claim check. */
  readonly long: boolean;
  /**
   * `flaky` fails three times. `refused` throws a PermanentError. `killer` ends its process every time. `slow` takes longer than
   * the function's timeout.
   */
  readonly prepare: 'good' | 'flaky' | 'refused' | 'killer' | 'slow';
  /** Sends an idempotency key. */
  readonly keyed: boolean;
  /** Sends the same request twice at the same time. */
  readonly twin: boolean;
  /** Sends another order with the same key. */
  readonly conflicts: boolean;
  readonly afterwards: 'collects' | 'cancels' | 'cancels at once' | 'leaves';
};

/** How often the `prepare` of a flaky order fails. */
export const PREPARE_FAILURES = 3;

/** Mean time between two orders. */
export const MILLISECONDS_BETWEEN = 150;

export const emailOf = ({ number }: Plan): string => `customer-${number}@example.org`;

/** The plan of an ordinary order: it is placed once, and made at its first attempt. */
export const plainPlan = {
  number: 0,
  at: 0,
  tab: undefined,
  pickup: undefined,
  long: false,
  prepare: 'good',
  keyed: true,
  twin: false,
  conflicts: false,
  afterwards: 'leaves',
} as const satisfies Plan;

/** The plans of a shop. */
export type Plans = {
  /** The plan of the customer whose e-mail address a text contains. */
  of(text: string): Plan | undefined;
};

export const indexPlans = (plans: readonly Plan[]): Plans => ({ of: (text) => plans[numberIn(text)] });

const numberIn = (text: string): number => Number(/customer-(\d+)@/.exec(text)?.[1] ?? Number.NaN);
