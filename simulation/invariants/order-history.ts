import type { Item } from '../models/expressions.ts';
import type { Plan } from '../scenario/plan.ts';
import type { PoisonKind } from '../scenario/poison.ts';

/** A change of a record, and the invocation that made it: `barista 3/17` is invocation 17, in the third execution environment. */
export type Write = {
  readonly orderId: string;
  readonly before: Item | undefined;
  readonly after: Item;
  readonly caller: string;
};

/** Two requests with one order id are two orders: one of them is in conflict. */
export type OrderKey = { readonly orderId: string; readonly requestHash: string };

/** What happened to one order. */
export type OrderHistory = OrderKey & {
  plan: Plan | undefined;
  accepted: boolean;
  /** Its messages on source queues now. */
  messages: number;
  /** Its messages on dead-letter queues now. */
  deadLetters: number;
  /** How often a source queue received a message of it. */
  sent: number;
  /** A dead-letter queue received a message of it, so its tab went on without it. */
  passedOver: boolean;
  /** The invocation that claimed it last. */
  holder: string;
  /** The invocation in which its `prepare` failed last. */
  failedBy: string;
  /** How often its `prepare` failed. */
  failures: number;
  /** The reasons of its quarantines. */
  readonly codes: string[];
  /** SQS itself moved a message of it to a dead-letter queue. */
  movedBySqs: boolean;
  /** How often an operator recorded it as STUCK. */
  reconciled: number;
  /** The source queues that received a message of it. */
  readonly queues: Set<string>;
  /** Its message is a claim check. */
  isClaimCheck: boolean;
  /** Redrives while it was STUCK: begun, and how each ended. */
  readonly redrives: { begun: number; claimed: number; cancelled: number };
  /** How often it became READY. */
  finished: number;
  /** When it became READY, in milliseconds after the start. */
  readyAt: number | undefined;
  announcedReady: boolean;
  /** How often its `prepare` ended a process in which another one ran. */
  crashesBesideOthers: number;
  /** Its message group and its position in it, if it is on a tab. */
  turn: { readonly group: string; readonly position: number } | undefined;
};

/** A poison message. It is in a dead-letter queue with a reason once it was given up. */
export type PoisonMessage = { readonly kind: PoisonKind; inDlq: boolean };

/** All orders of a shop, and its poison messages, which stand for no order. */
export const createOrderHistories = (item: (orderId: string) => Item | undefined) => {
  const histories = new Map<string, OrderHistory>();
  const poison = new Map<string, PoisonMessage>();

  const of = (order: OrderKey): OrderHistory => {
    const key = `${order.orderId}/${order.requestHash}`;
    const history = histories.get(key) ?? emptyHistory(order);
    histories.set(key, history);
    return history;
  };

  return {
    of,
    poison,
    all: () => histories.values(),
    /** The order that a body stands for; nothing if the body is poison. */
    ofBody: (body: string): OrderHistory | undefined => {
      const key = poison.has(body) ? undefined : keyOf(body);
      return key && of(key);
    },
    /** The status on record; empty if there is no record, or if it belongs to another order. */
    statusOf: ({ orderId, requestHash }: OrderKey): string => {
      const record = item(orderId);
      return text(record, 'requestHash') === requestHash ? text(record, 'status') : '';
    },
  };
};

export type OrderHistories = ReturnType<typeof createOrderHistories>;

export const isClaimCheck = (body: string): boolean => POINTER.test(body);

/** In these statuses, an order needs no message any more. */
export const FINAL: readonly string[] = ['READY', 'COLLECTED', 'CANCELLED'];

export const text = (item: Item | undefined, name: string): string => item?.[name]?.S ?? '';
export const number = (item: Item | undefined, name: string): number => Number(item?.[name]?.N ?? 0);

export const isTransition = ({ before, after }: Write): boolean =>
  number(before, 'version') !== number(after, 'version');

const MESSAGE = /"orderId":"([0-9a-f-]{36})".*?"requestHash":"([0-9a-f]{64})"/;
const POINTER = /"s3Key":"([0-9a-f-]{36})\/([0-9a-f]{64})"/;

/** The order of a message or of a claim check. */
const keyOf = (body: string): OrderKey | undefined => {
  const [, orderId, requestHash] = MESSAGE.exec(body) ?? POINTER.exec(body) ?? [];
  return orderId && requestHash ? { orderId, requestHash } : undefined;
};

const emptyHistory = ({ orderId, requestHash }: OrderKey): OrderHistory => ({
  orderId,
  requestHash,
  plan: undefined,
  accepted: false,
  messages: 0,
  deadLetters: 0,
  sent: 0,
  passedOver: false,
  holder: '',
  failedBy: '',
  failures: 0,
  codes: [],
  movedBySqs: false,
  reconciled: 0,
  queues: new Set(),
  isClaimCheck: false,
  redrives: { begun: 0, claimed: 0, cancelled: 0 },
  finished: 0,
  readyAt: undefined,
  announcedReady: false,
  crashesBesideOthers: 0,
  turn: undefined,
});
