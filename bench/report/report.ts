import type { Honesty } from '../measure/honesty.ts';
import type { Answers } from '../measure/shop.ts';
import type { Quartiles } from './statistics.ts';
import type { Counted } from './tally.ts';

/** Values of one contestant, and their ratios to the values of the reference. */
export type Measured = { readonly values: Quartiles; readonly ratio: Quartiles };

/** The figures of one contestant. */
export type Figures = {
  readonly name: string;
  /** The bytes of the deployed bundle that a good batch or request loads, and all of its bytes. */
  readonly loadedBytes: number;
  readonly bundleBytes: number;
  /** Calls to AWS for one good batch of ten orders, or for one request, by operation. */
  readonly calls: Readonly<Record<Answers, Readonly<Record<string, number>>>>;
  readonly logBytesPerOrder: number;
  /** Milliseconds from the import of the bundle to the end of the first batch or request. */
  readonly first: Measured;
  /** The CPU time in it, in milliseconds. */
  readonly firstCpu: Measured;
  /** Microseconds of CPU time for one order after the warm-up. */
  readonly cpu: Measured;
};

export type WorkerFigures = Figures & { readonly honesty: Honesty };

export type Report = {
  readonly date: string;
  readonly node: string;
  /** The versions of the peers' packages. */
  readonly versions: Readonly<Record<string, string>>;
  readonly rounds: { readonly first: number; readonly cpu: number };
  /** The contestants that ratios refer to. */
  readonly references: { readonly workers: string; readonly cashiers: string };
  readonly workers: readonly WorkerFigures[];
  readonly cashiers: readonly Figures[];
  readonly measured: readonly Counted[];
};

export const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
