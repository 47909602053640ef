import { setImmediate } from 'node:timers/promises';
import { type Call, type Cloud, type CloudOptions, createCloud } from '../aws/cloud.ts';
import type { Prepare } from '../contestants/job.ts';
import { ORDER_TABLE, TABLES } from './names.ts';
import { createVirtualTime, passTimersIn } from './virtual-time.ts';

/** The effects of a run on its orders. */
export type Seen = {
  /** How often the order was recorded as READY. */
  readonly finished: Map<string, number>;
  /** How often READY was announced, and how often of these the record did not say so. */
  readonly announced: Map<string, number>;
  unrecorded: number;
  /** How many workers prepared one order at the same time, at most. */
  simultaneous: number;
};

export type Shop = { readonly cloud: Cloud; readonly seen: Seen };

/** When AWS answers, in virtual milliseconds. `after 3 to 7 ms`: calls in a row are answered apart, as over a network. */
const delays = {
  'at once': () => 0,
  'after 5 ms': () => 5,
  'after 3 to 7 ms': (n: number) => 3 + ((n * 7) % 5),
} as const;

export type Answers = keyof typeof delays;

export const everyAnswers: readonly Answers[] = ['at once', 'after 5 ms', 'after 3 to 7 ms'];

type ShopOptions = {
  /** @default in the next turn of the event loop */
  readonly wait?: CloudOptions['wait'];
  readonly fateOf?: NonNullable<CloudOptions['fateOf']>;
  readonly prepare?: Prepare;
};

/** Answers in virtual time, in which timers pass too. */
export const answersIn = (answers: Answers): NonNullable<ShopOptions['wait']> => {
  const wait = createVirtualTime();
  passTimersIn(wait);
  return (n) => wait(delays[answers](n));
};

const atOnce: Prepare = () => Promise.resolve();

/** Starts AWS for the contestants that are loaded next, and watches the orders. */
export const openShop = ({ wait = () => setImmediate(), fateOf, prepare = atOnce }: ShopOptions = {}): Shop => {
  const seen: Seen = { finished: new Map(), announced: new Map(), unrecorded: 0, simultaneous: 0 };
  const cloud = createCloud({
    wait,
    tables: TABLES,
    onWrite: ({ table, after }) => {
      if (table === ORDER_TABLE && after?.status?.S === 'READY') count(seen.finished, after.orderId?.S ?? '');
    },
    onPublish: (text) => {
      const { type, orderId }: { readonly type: string; readonly orderId: string } = JSON.parse(text);
      if (type !== 'order.ready') return;
      count(seen.announced, orderId);
      if (cloud.dynamodb.item(ORDER_TABLE, orderId)?.status?.S !== 'READY') seen.unrecorded += 1;
    },
    ...(fateOf ? { fateOf } : {}),
  });
  Reflect.set(globalThis, 'bench', { answer: cloud.answer, prepare: watched(prepare, seen) });
  return { cloud, seen };
};

export const operationOf = ({ service, operation }: Call): string => `${service} ${operation}`;

const watched = (prepare: Prepare, seen: Seen): Prepare => {
  const running = new Map<string, number>();
  return async (order) => {
    const now = (running.get(order.orderId) ?? 0) + 1;
    running.set(order.orderId, now);
    seen.simultaneous = Math.max(seen.simultaneous, now);
    try {
      await prepare(order);
    } finally {
      running.set(order.orderId, (running.get(order.orderId) ?? 1) - 1);
    }
  };
};

const count = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};
