import type { Item } from '../models/expressions.ts';
import type { Plan } from '../scenario/plans.ts';
import type { ExecutionEnvironment } from '../shop/network.ts';

/** Says that a promise does not hold. */
export type Report = (promise: string, orderId: string, detail: string) => void;

/** A change of a record, by whom: `barista 3/17` is the seventeenth invocation of baristas, in the third environment. */
export type Write = {
  readonly orderId: string;
  readonly before: Item | undefined;
  readonly after: Item;
  readonly caller: string;
};

export type OrderKey = { readonly orderId: string; readonly requestHash: string };

/** What is known of an order, or of what claims to be one: an order id with the hash of what was asked for. */
export type OrderHistory = OrderKey & {
  plan: Plan | undefined;
  accepted: boolean;
  /** Messages that stand for it: on source queues, and on dead-letter queues. */
  messages: number;
  dead: number;
  /** How often one was put on a source queue. */
  sent: number;
  /** One was in a dead-letter queue at some time: those behind it on its tab have gone on. */
  passedOver: boolean;
  /** The caller that claimed it last, and the one whose prepare of it failed last. */
  holder: string;
  failedBy: string;
  finished: number;
  announcedReady: boolean;
  preparing: ExecutionEnvironment | undefined;
  /** How often its prepare has taken others with it. */
  tookAlong: number;
  /** Its message group and its place in it, where it is on a tab. */
  turn: { readonly group: string; readonly place: number } | undefined;
};

export const FINAL: readonly string[] = ['READY', 'COLLECTED', 'CANCELLED'];

export const text = (item: Item | undefined, name: string): string => item?.[name]?.S ?? '';
export const number = (item: Item | undefined, name: string): number => Number(item?.[name]?.N ?? 0);

const MESSAGE = /"orderId":"([0-9a-f-]{36})".*?"requestHash":"([0-9a-f]{64})"/;
const POINTER = /"s3Key":"([0-9a-f-]{36})\/([0-9a-f]{64})"/;

/** The order that a body stands for, as a message of it or as a claim check. */
const keyIn = (body: string): OrderKey | undefined => {
  const [, orderId, requestHash] = MESSAGE.exec(body) ?? POINTER.exec(body) ?? [];
  return orderId && requestHash ? { orderId, requestHash } : undefined;
};

const born = ({ orderId, requestHash }: OrderKey): OrderHistory => ({
  orderId,
  requestHash,
  plan: undefined,
  accepted: false,
  messages: 0,
  dead: 0,
  sent: 0,
  passedOver: false,
  holder: '',
  failedBy: '',
  finished: 0,
  announcedReady: false,
  preparing: undefined,
  tookAlong: 0,
  turn: undefined,
});

/** All orders of a shop, and the poison, which is none. */
export const createOrderHistories = (item: (orderId: string) => Item | undefined) => {
  const histories = new Map<string, OrderHistory>();
  const poison = new Map<string, { dead: boolean }>();

  const of = (key: OrderKey): OrderHistory => {
    const name = `${key.orderId}/${key.requestHash}`;
    const history = histories.get(name) ?? born(key);
    histories.set(name, history);
    return history;
  };
  const recordOf = ({ orderId, requestHash }: OrderKey): Item | undefined => {
    const found = item(orderId);
    return text(found, 'requestHash') === requestHash ? found : undefined;
  };

  return {
    of,
    poison,
    all: () => histories.values(),
    /** The order that a body stands for; nothing where it is poison. */
    in: (body: string): OrderHistory | undefined => {
      const key = poison.has(body) ? undefined : keyIn(body);
      return key && of(key);
    },
    /** Its status on record; empty where its record is another order's, or is not there. */
    statusOf: (key: OrderKey): string => text(recordOf(key), 'status'),
  };
};

export type OrderHistories = ReturnType<typeof createOrderHistories>;
