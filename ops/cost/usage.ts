import { type Meter, usdOf } from './prices.ts';

/** The part of an order's way that caused a cost. */
export const steps = ['import', 'order', 'mail', 'collect', 'cancel', 'look'] as const;
export type Step = (typeof steps)[number];

/** Something that AWS charges. */
export type Line = {
  readonly step: Step;
  /** What it is for, such as `record READY`. */
  readonly what: string;
  readonly meter: Meter;
  readonly quantity: number;
};

export const costOf = (lines: readonly Line[]): number =>
  lines.reduce((sum, { meter, quantity }) => sum + usdOf(meter, quantity), 0);

/** Adds up the quantities of equal lines, and divides them: by the number of orders, for instance. */
export const sumUp = (lines: readonly Line[], factor = 1): readonly Line[] => {
  const sums = new Map<string, Line>();
  for (const line of lines) {
    const key = [line.step, line.what, line.meter].join('|');
    const quantity = (sums.get(key)?.quantity ?? 0) + line.quantity * factor;
    sums.set(key, { ...line, quantity });
  }
  return [...sums.values()];
};

/** The requests that a payload counts as: one for each 64 KB. */
export const requestsOf = (bytes: number): number => Math.max(1, Math.ceil(bytes / (64 * 1024)));

export const GB = 1024 ** 3;
