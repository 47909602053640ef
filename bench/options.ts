import { parseArgs } from 'node:util';

export type Options = {
  readonly json: boolean;
  readonly quick: boolean;
  readonly write: boolean;
  readonly growth: boolean;
  readonly profile: boolean;
};

export const USAGE = `npm run bench [-- OPTIONS]
  --quick    fewer runs: shows that the bench works; its times mean little
  --json     the report as JSON instead of tables
  --write    writes docs/performance.md
  --growth   how cost grows with the batch, the lines of an order and the backlog
  --profile  the modules in which the barista spends its CPU time`;

/** @throws Error if an option is unknown */
export const readOptions = (args: readonly string[]): Options => {
  const flag = { type: 'boolean', default: false } as const;
  const options = { json: flag, quick: flag, write: flag, growth: flag, profile: flag };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (cause) {
    throw new Error(`${cause instanceof Error ? cause.message : String(cause)}\n\n${USAGE}`, { cause });
  }
};

/** How much a run measures: the rounds, and the batches of each round. */
export type Size = {
  readonly firstRounds: number;
  readonly cpuRounds: number;
  readonly warmUps: number;
  readonly batches: number;
  /** A request is shorter than a batch, and needs more repetitions. */
  readonly requestsPerBatch: number;
};

export const sizeOf = ({ quick }: Pick<Options, 'quick'>): Size =>
  quick
    ? { firstRounds: 3, cpuRounds: 2, warmUps: 20, batches: 40, requestsPerBatch: 4 }
    : { firstRounds: 21, cpuRounds: 5, warmUps: 150, batches: 200, requestsPerBatch: 4 };
