import { MAX_RETRY_SECONDS } from '../../lambda/batch/retry-delay.ts';
import { boardKeysOf } from '../../lambda/order/lane.ts';
import { DAYS_PER_MONTH } from '../cost/assumptions.ts';
import type { Bill } from '../cost/bill.ts';
import type { Line, Step } from '../cost/usage.ts';
import { byFunction, type FunctionName } from '../template/shop-template.ts';

/** Milliseconds that SES takes for a mail, beside the other calls. An assumption: nobody measures SES here. */
export const MAIL_MILLISECONDS = 100;

/** What an order asks of the services, counted in its journey: placed, made, mailed, looked at once and collected. */
export type Demand = {
  /** Seconds of one invocation, and invocations for one order. */
  readonly functions: Readonly<Record<FunctionName, { readonly seconds: number; readonly perOrder: number }>>;
  readonly apiCalls: number;
  readonly tableWrites: number;
  readonly indexWrites: number;
  /** Index writes to the partition that one order uses most. */
  readonly laneWrites: number;
  readonly lanePartitions: number;
  readonly events: number;
  /** USD for one order, without its mail. */
  readonly usd: number;
  readonly mailUsd: number;
};

const EVENTS_PER_CALL = 10;

export const demandOf = ({ journey, template, cost }: Bill): Demand => {
  const sum = (meter: Line['meter'], what?: string, steps?: readonly Step[]): number =>
    journey.lines
      .filter((line) => line.meter === meter && (what === undefined || line.what === what))
      .filter(({ step }) => steps === undefined || steps.includes(step))
      .reduce((total, { quantity }) => total + quantity, 0);
  const secondsOf = (name: FunctionName): number => {
    const gigabytes = template.functions[name].memoryMegabytes / 1024;
    const seconds = sum('lambda-gb-second', `function ${name}`) / gigabytes / sum('lambda-request', `function ${name}`);
    return seconds + (name === 'receipts' ? MAIL_MILLISECONDS / 1000 : 0);
  };
  const indexWrites = sum('index-write');
  return {
    functions: byFunction((name) => ({
      seconds: secondsOf(name),
      perOrder: sum('lambda-request', `function ${name}`),
    })),
    apiCalls: sum('api-call'),
    tableWrites: sum('table-write'),
    indexWrites,
    // An order enters and leaves two lanes: each has half of the writes.
    laneWrites: indexWrites / 2,
    lanePartitions: boardKeysOf('waiting').length,
    events: countEvents(journey.lines, journey.orders),
    usd: cost.made + cost.collect + cost.look,
    mailUsd: cost.mail,
  };
};

/** Events of one order. A full call of the barista has one event of each order of the batch. */
const countEvents = (lines: readonly Line[], orders: number): number =>
  lines
    .filter(({ meter }) => meter === 'publish')
    .reduce((sum, { quantity }) => sum + Math.min(1, quantity * Math.min(orders, EVENTS_PER_CALL)), 0);

/** The longest that a message waits after the end of an outage of so many seconds (P5). */
export const retryWaitSeconds = (outageSeconds: number): number =>
  Math.min(outageSeconds / 2 + 60, MAX_RETRY_SECONDS + 60);

export const SECONDS_PER_MONTH = DAYS_PER_MONTH * 24 * 60 * 60;
