import { type Figures, type Measured, sumOf, type WorkerFigures } from './report.ts';
import { decimal, type Table, whole } from './tables.ts';

/** Bytes and calls. They are the same on every machine. */
export const countsOf = (figures: readonly Figures[]): Table => ({
  columns: [
    '',
    'bytes loaded',
    'bytes in all',
    'calls, at once',
    'after 5 ms',
    'after 3 to 7 ms',
    'log bytes per order',
  ],
  rows: figures.map(({ name, loadedBytes, bundleBytes, calls, logBytesPerOrder }) => [
    name,
    whole(loadedBytes),
    whole(bundleBytes),
    whole(sumOf(calls['at once'])),
    whole(sumOf(calls['after 5 ms'])),
    whole(sumOf(calls['after 3 to 7 ms'])),
    whole(logBytesPerOrder),
  ]),
});

/** Each operation that a good batch or request calls. */
export const operationsOf = (figures: readonly Figures[]): Table => ({
  columns: ['', 'calls with answers at once'],
  rows: figures.map(({ name, calls }) => [
    name,
    Object.entries(calls['at once'])
      .map(([operation, count]) => `${count} ${operation}`)
      .join(', '),
  ]),
});

export const promisesOf = (workers: readonly WorkerFigures[]): Table => ({
  columns: ['', 'bad message', 'workers on one order', 'kept after a crash', 'recorded twice after a crash'],
  rows: workers.map(({ name, honesty }) => [
    name,
    honesty.poison,
    String(honesty.simultaneous),
    `${honesty.keptAfterCrash} of ${honesty.crashes}`,
    `${honesty.repeatedAfterCrash} of ${honesty.crashes}`,
  ]),
});

/** Times on this machine. */
export const timesOf = (figures: readonly Figures[], work: string): Table => ({
  columns: ['', `import + first ${work}, ms`, 'CPU of it, ms', 'CPU per order, µs'],
  rows: figures.map(({ name, first, firstCpu, cpu }) => [
    name,
    withQuartiles(first),
    withQuartiles(firstCpu),
    withQuartiles(cpu),
  ]),
});

/** Times as ratios to those of the reference in the same rounds. */
export const ratiosTableOf = (figures: readonly Figures[], work: string): Table => ({
  columns: ['', `import + first ${work}`, 'CPU of it', 'CPU per order'],
  rows: figures.map(({ name, first, firstCpu, cpu }) => [name, ratioOf(first), ratioOf(firstCpu), ratioOf(cpu)]),
});

const withQuartiles = ({ values: { first, median, third } }: Measured): string =>
  `${whole(median)} (${whole(first)} to ${whole(third)})`;

const ratioOf = ({ ratio: { first, median, third } }: Measured): string =>
  `${decimal(median)} (${decimal(first)} to ${decimal(third)})`;
