import type { ExecutionEnvironment } from '../models/invocation.ts';
import type { QueuedMessage } from '../models/message.ts';
import type { PoisonKind } from '../scenario/poison.ts';
import type { CashierAnswer } from './answers.ts';
import type { OrderKey, Write } from './order-history.ts';
import type { SecondRequest, Visit } from './tally.ts';

/** The facts that a simulated shop reports. The shop judges none of them, and the invariants change nothing in the shop. */
export type Observer = {
  observeAnswer(answer: CashierAnswer): void;
  /** A customer got the last answer. */
  observeVisit(visit: Visit): void;
  observeSecondRequest(request: SecondRequest): void;
  /** A function behind the API failed instead of answering. `orderId` is empty for a new order. */
  observeApiFailure(name: string, orderId: string, error: unknown): void;
  /** A function failed instead of answering for each record of its batch. */
  observeBatchFailure(error: unknown): void;

  observeInvocation(environment: ExecutionEnvironment): void;
  observeInvocationEnd(caller: string, environment: ExecutionEnvironment): void;
  observePrepare(key: OrderKey, environment: ExecutionEnvironment): void;
  observePrepareEnd(key: OrderKey, environment: ExecutionEnvironment, failed: boolean): void;
  /** A `prepare` is about to end its process. */
  observePrepareCrash(key: OrderKey, environment: ExecutionEnvironment): void;

  observeMessageAdded(queue: string, message: QueuedMessage): void;
  observeMessageRemoved(queue: string, message: QueuedMessage): void;
  /** A function hides a message until its retry. */
  observeMessageHidden(queue: string, message: QueuedMessage, milliseconds: number): void;
  /** Somebody is about to send a body that can never succeed. */
  observePoison(kind: PoisonKind, body: string): void;
  /** A poison message that needs an order on record was not sent: all faults ended before there was one. */
  observeNoVictim(): void;
  observeObject(body: string): void;
  observeWrite(write: Write): void;
  observeEvent(body: string): void;
  observeMail(to: string, subject: string): void;
  observeLog(line: string): void;
};
