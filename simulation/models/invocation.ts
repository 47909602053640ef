import type { Service } from '../engine/faults.ts';

/** An execution environment of a function. It runs one invocation at a time, until it ends. */
export type ExecutionEnvironment = {
  /** For example `barista 3`. */
  readonly name: string;
  /** Milliseconds that its clock is ahead of the true time. */
  readonly skew: number;
  /** The invocation that runs now, for example `barista 3/17`; empty between two invocations. */
  caller: string;
  /** The services that failed a call of this invocation. */
  readonly failedWith: Set<Service>;
  alive: boolean;
  /** Ends the process at once, at any point. */
  kill(reason: string): void;
};

/** How an invocation ended. */
export type Invocation<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer; readonly environment: ExecutionEnvironment }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'crashed' };
