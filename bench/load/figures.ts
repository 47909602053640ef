import type { BoardSample } from './board.ts';
import type { Options } from './options.ts';
import { type Percentiles, percentilesOf } from './percentiles.ts';
import type { Run, SentOrder } from './run.ts';

export type Counts = {
  readonly planned: number;
  readonly sent: number;
  readonly accepted: number;
  /** READY, or already COLLECTED. */
  readonly ready: number;
  /** READY at a version above that of a first attempt. */
  readonly repeated: number;
  /** Accepted, but without a record at the end. */
  readonly lost: number;
  /** The other accepted orders, by status. */
  readonly others: Readonly<Record<string, number>>;
};

/** A part of the run. Rates are orders per second. */
export type Window = {
  /** Seconds from the start of the run. */
  readonly at: number;
  readonly sent: number;
  readonly accepted: number;
  readonly ready: number;
  /** Other answers than 202, retries included, per second. */
  readonly refused: number;
  /** Accepted orders that are not READY yet, at the end of the window. */
  readonly waiting: number;
  /** Of the orders that were due in the window. */
  readonly accept?: Percentiles;
  readonly toReady?: Percentiles;
};

/** The figures of a run, for the terminal, JSON and the page. */
export type Figures = {
  readonly url: string;
  readonly startedAt: string;
  readonly node: string;
  readonly options: Options;
  readonly interrupted: boolean;
  readonly counts: Counts;
  /** The last answer to each order, and the answers before a retry: how often, by status or error. */
  readonly answers: Readonly<Record<string, number>>;
  readonly retries: Readonly<Record<string, number>>;
  readonly accept?: Percentiles;
  readonly toReady?: Percentiles;
  /** How late this process sent the requests. */
  readonly lag?: Percentiles;
  /** Seconds from the last accepted order to the last READY. */
  readonly drainSeconds?: number;
  /** `recoverySeconds` is the time from its end until all orders accepted before that end were READY. */
  readonly outage?: { readonly from: number; readonly to: number; readonly recoverySeconds?: number };
  /** Milliseconds of CPU time per order, by part of a local shop. */
  readonly cpu?: Readonly<Record<string, number>>;
  readonly windowSeconds: number;
  readonly windows: readonly Window[];
  readonly board: readonly BoardSample[];
};

/** An order that is PLACED, PREPARING and READY has had three versions. */
const FIRST_ATTEMPT_VERSION = 3;
const MOST_WINDOWS = 120;

/** An accepted order and when it became READY, in milliseconds from the start of the run. */
type Timed = { readonly order: SentOrder; readonly placedAt: number; readonly readyAt?: number };

export const figuresOf = (run: Run): Figures => {
  const { options, url, startedAt, orders, board, outage, cpu, interrupted } = run;
  const timed = orders.flatMap((order) => timedOf(order, run));
  const windowSeconds = windowSecondsOf(timed, options);
  return {
    ...{ url, startedAt: new Date(startedAt).toISOString(), node: process.version, options, interrupted },
    counts: countsOf(run),
    answers: tallyOf(orders.map(({ answer }) => answer)),
    retries: tallyOf(orders.flatMap(({ retried }) => retried)),
    ...present('accept', percentilesOf(acceptTimes(orders))),
    ...present('toReady', percentilesOf(readyTimes(timed))),
    ...present('lag', percentilesOf(orders.map(({ lag }) => lag))),
    ...present('drainSeconds', drainOf(timed)),
    ...(outage && { outage: outageOf(outage, timed) }),
    ...(cpu && orders.length > 0 && { cpu: perOrder(cpu, orders.length) }),
    ...{ windowSeconds, windows: windowsOf(run, timed, windowSeconds), board },
  };
};

const present = <Name extends string, T>(name: Name, value: T | undefined): { readonly [N in Name]?: T } | object =>
  value === undefined ? {} : { [name]: value };

const timedOf = (order: SentOrder, { looks, startedAt }: Run): readonly Timed[] => {
  if (!order.accepted) return [];
  const look = looks.get(order.accepted.orderId);
  const placedAt = order.accepted.placedAt - startedAt;
  const isReady = look?.kind === 'record' && look.status === 'READY';
  return [{ order, placedAt, ...(isReady && { readyAt: look.updatedAt - startedAt }) }];
};

const acceptTimes = (orders: readonly SentOrder[]): readonly number[] =>
  orders.flatMap(({ accepted, took }) => (accepted ? [took] : []));

const readyTimes = (timed: readonly Timed[]): readonly number[] =>
  timed.flatMap(({ placedAt, readyAt }) => (readyAt === undefined ? [] : [readyAt - placedAt]));

const countsOf = ({ planned, orders, looks, interrupted }: Run): Counts => {
  const ends = orders.flatMap(({ accepted }) => (accepted ? [looks.get(accepted.orderId)] : []));
  const records = ends.flatMap((look) => (look?.kind === 'record' ? [look] : []));
  const ready = records.filter(({ status }) => status === 'READY' || status === 'COLLECTED');
  const unrecorded = ends.filter((look) => look?.kind === 'none').length;
  return {
    ...{ planned, sent: orders.length, accepted: ends.length, ready: ready.length },
    repeated: ready.filter(({ status, version }) => status === 'READY' && version > FIRST_ATTEMPT_VERSION).length,
    lost: interrupted ? 0 : unrecorded, // an interrupted run did not give a record its time
    others: {
      ...tallyOf(records.filter((look) => !ready.includes(look)).map(({ status }) => status)),
      ...(interrupted && unrecorded > 0 && { 'not recorded yet': unrecorded }),
      ...tallyOf(ends.filter((look) => !look || look.kind === 'failed').map(() => 'not read')),
    },
  };
};

const tallyOf = (names: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(sizesOf(Map.groupBy(names, (name) => name)));

const sizesOf = <Key>(groups: ReadonlyMap<Key, readonly unknown[]>): ReadonlyMap<Key, number> =>
  new Map(Array.from(groups, ([key, { length }]) => [key, length]));

const perOrder = (cpu: Readonly<Record<string, number>>, orders: number): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(cpu).map(([part, time]) => [part, time / orders]));

const latest = (times: readonly number[]): number | undefined =>
  times.length === 0 ? undefined : times.reduce((a, b) => Math.max(a, b));

const readyAts = (timed: readonly Timed[]): readonly number[] =>
  timed.flatMap(({ readyAt }) => (readyAt === undefined ? [] : [readyAt]));

const drainOf = (timed: readonly Timed[]): number | undefined => {
  const [lastReady, lastPlaced] = [latest(readyAts(timed)), latest(timed.map(({ placedAt }) => placedAt))];
  return lastReady === undefined || lastPlaced === undefined ? undefined : Math.max(0, lastReady - lastPlaced) / 1000;
};

const outageOf = ({ from, to }: { readonly from: number; readonly to: number }, timed: readonly Timed[]) => {
  const recovered = latest(readyAts(timed.filter(({ placedAt }) => placedAt <= to)));
  return {
    ...{ from: from / 1000, to: to / 1000 },
    ...(recovered !== undefined && { recoverySeconds: Math.max(0, recovered - to) / 1000 }),
  };
};

const windowSecondsOf = (timed: readonly Timed[], { durationSeconds }: Options): number => {
  const end = Math.max(durationSeconds, (latest(readyAts(timed)) ?? 0) / 1000);
  return Math.ceil(end / MOST_WINDOWS);
};

/** The number of times in each window. */
type Histogram = ReadonlyMap<number, number>;

const windowsOf = ({ orders, options }: Run, timed: readonly Timed[], seconds: number): readonly Window[] => {
  const width = 1000 * seconds;
  const indexOf = (time: number): number => Math.max(0, Math.floor(time / width));
  const histogram = (times: readonly number[]): Histogram => sizesOf(Map.groupBy(times, indexOf));
  const answered = (of: readonly SentOrder[]): readonly number[] => of.map(({ dueAt, took }) => dueAt + took);
  const [placed, ready] = [histogram(timed.map(({ placedAt }) => placedAt)), histogram(readyAts(timed))];
  const sent = histogram(orders.map(({ dueAt, lag }) => dueAt + lag));
  const accepted = histogram(answered(orders.filter((order) => order.accepted)));
  const refused = histogram(answered(orders.flatMap(refusals)));
  const due = Map.groupBy(orders, ({ dueAt }) => indexOf(dueAt));
  const timedDue = Map.groupBy(timed, ({ order }) => indexOf(order.dueAt));
  const last = Math.max(Math.ceil(options.durationSeconds / seconds) - 1, ...ready.keys(), ...accepted.keys());
  let waiting = 0;
  return Array.from({ length: last + 1 }, (_, n) => {
    waiting += (placed.get(n) ?? 0) - (ready.get(n) ?? 0);
    const rate = (of: Histogram): number => (of.get(n) ?? 0) / seconds;
    return {
      ...{ at: n * seconds, sent: rate(sent), accepted: rate(accepted), ready: rate(ready), refused: rate(refused) },
      waiting,
      ...present('accept', percentilesOf(acceptTimes(due.get(n) ?? []))),
      ...present('toReady', percentilesOf(readyTimes(timedDue.get(n) ?? []))),
    };
  });
};

/** The order once for each of its answers other than 202. */
const refusals = (order: SentOrder): readonly SentOrder[] =>
  Array.from({ length: order.retried.length + (order.accepted ? 0 : 1) }, () => order);
