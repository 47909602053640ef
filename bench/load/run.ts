import type { BoardSample } from './board.ts';
import type { Look } from './follow.ts';
import type { Options } from './options.ts';
import type { Placed } from './place.ts';

/** An order that was sent. Times are milliseconds; those of a run count from its start. */
export type SentOrder = Placed & {
  readonly dueAt: number;
  /** How long after `dueAt` the request left. */
  readonly lag: number;
  /** The time from `dueAt` to the last answer. */
  readonly took: number;
};

/** Everything that a run saw. */
export type Run = {
  readonly options: Options;
  readonly url: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly planned: number;
  readonly orders: readonly SentOrder[];
  /** The last look at each accepted order. */
  readonly looks: ReadonlyMap<string, Look>;
  readonly board: readonly BoardSample[];
  readonly outage?: { readonly from: number; readonly to: number };
  /** Milliseconds of CPU time of the parts of a local shop. */
  readonly cpu?: Readonly<Record<string, number>>;
  readonly interrupted: boolean;
};
