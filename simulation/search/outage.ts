import { START } from '../engine/context.ts';
import type { CallFault, Service } from '../engine/faults.ts';
import { createRandom } from '../engine/random.ts';
import type { QueuedMessage } from '../models/message.ts';
import { type Plan, plainPlan } from '../scenario/plan.ts';
import { dlqOf, sourceQueues } from '../scenario/queue-names.ts';
import { createRandomFaults } from '../scenario/random-faults.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { simulate } from '../shop/simulator.ts';
import type { Watch } from '../shop/watch.ts';

/** An outage of one service in a shop with steady traffic. Times are in minutes. */
export type OutageCase = {
  readonly service: Service;
  readonly fault: CallFault;
  readonly from: number;
  readonly minutes: number;
  /** When customers order. */
  readonly orders: readonly number[];
  /** Whether every fourth order is on a tab, and every second customer collects the order. */
  readonly isBusy: boolean;
  /** How long the shop is watched. */
  readonly watched: number;
};

/** A log line of a function. `at` is its minute, in milliseconds after the start. */
export type WatchedLine = {
  readonly name: string;
  readonly at: number;
  readonly level: string;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
};

/** What the operator of the shop can see. */
export type Watched = {
  readonly lines: readonly WatchedLine[];
  /** The sum or the sample of each metric in each minute, by metric and source, such as `receives orders`. */
  readonly numbers: ReadonlyMap<string, readonly number[]>;
  readonly made: number;
};

/** Simulates the shop. Returns its log lines and the metrics of AWS about it. */
export const watchOutage = async (outageCase: OutageCase): Promise<Watched> => {
  const { service, fault, from, minutes, watched } = outageCase;
  const outage = { at: from * MINUTE, milliseconds: minutes * MINUTE, service, fault };
  const { watch, lines, numbers } = createWatch(watched);
  const { readyAt, violation } = await simulate(scenarioOf(outageCase, outage), watch);
  if (violation) throw new Error(`${violation.promise}: ${violation.detail}`);
  return { lines, numbers, made: readyAt.length };
};

const MINUTE = 60_000;

const createWatch = (minutes: number) => {
  const lines: WatchedLine[] = [];
  const numbers = new Map<string, number[]>();
  let minute = 0;
  const count = (name: string, by: number): void => {
    const values = numbers.get(name) ?? Array<number>(minutes).fill(0);
    numbers.set(name, values);
    if (minute < minutes) values[minute] = (values[minute] ?? 0) + by;
  };

  const watch: Watch = {
    minutes,
    observeLine: (name, level, event, fields = {}) => lines.push({ name, at: minute * MINUTE, level, event, fields }),
    observeReceive: (queue, messages) => count(`receives ${queue}`, messages),
    observeCall: (status) => {
      count('calls', 1);
      count('server errors', status >= 500 ? 1 : 0);
    },
    observeInvocation: (name, crashed) => {
      count(`invocations ${name}`, 1);
      count(`crashes ${name}`, crashed ? 1 : 0);
    },
    observeMinute: (messagesOf) => {
      const now = START + (minute + 1) * MINUTE;
      for (const queue of [...sourceQueues, 'receipts']) {
        const messages = messagesOf(queue);
        count(`visible ${queue}`, messages.filter(({ inFlight }) => !inFlight).length);
        count(`hidden ${queue}`, messages.filter(({ inFlight }) => inFlight).length);
        count(`age ${queue}`, ageOf(messages, queue.endsWith('.fifo'), now));
        count(`dead ${queue}`, messagesOf(dlqOf(queue)).length);
      }
      minute += 1;
    },
  };
  return { watch, lines, numbers };
};

/**
 * `ApproximateAgeOfOldestMessage`, in seconds. On a standard queue SQS leaves out messages that were received three times.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
const ageOf = (messages: readonly QueuedMessage[], isFifo: boolean, now: number): number => {
  const counted = messages.filter(({ receiveCount }) => isFifo || receiveCount < 3);
  return Math.max(0, ...counted.map(({ sentAt }) => (now - sentAt) / 1000));
};

const scenarioOf = ({ orders, isBusy }: OutageCase, outage: Scenario['outages'][number]): Scenario => {
  const random = createRandom(1);
  const plans = orders.map(
    (at, number): Plan => ({
      ...plainPlan,
      number,
      afterwards: isBusy && number % 2 === 0 ? 'collects' : 'leaves',
      at: at * MINUTE,
      tab: isBusy && number % 4 === 0 ? `table-${number % 20}` : undefined,
    }),
  );
  return {
    random,
    faults: createRandomFaults('none', random),
    plans,
    prepareMilliseconds: [200, 200],
    poison: [],
    redrives: [],
    reconciles: [],
    alarmDelays: [],
    outages: [outage],
    calmAt: outage.at + outage.milliseconds,
    traced: false,
  };
};
