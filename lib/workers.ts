import type { Duration } from 'aws-cdk-lib';
import type { EventType } from '../lambda/order/event.ts';
import type { WorkGrant } from '../lambda/product/index.ts';
import type { WorkerConfig } from './config.ts';

/** A queue beside those of the shop, with its dead-letter queue, and the function that works it. */
export type WorkerDefinition = WorkerConfig & {
  /** The name of the queue, in lower-case letters. Its outputs, alarms and runbook entries begin with it. */
  readonly queue: string;
  /** The name of the function: the folder under `lambda/` whose `handler.ts` exports `handler`. */
  readonly function: string;
  readonly description: string;
  readonly timeout: Duration;
  /** The longest that one message takes. The function begins no message with less time left. */
  readonly recordTime: Duration;
  /** @default false - a standard queue */
  readonly fifo?: boolean;
  /** The events of `order-events` that the queue receives. @default none - other systems send to the queue */
  readonly events?: readonly EventType[];
  /** Environment variables beside those of every worker. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** Permissions beside those on its queue. @default none */
  readonly grants?: readonly WorkGrant[];
};

/** The workers beside the shop's own functions. docs/make-it-yours.md shows how to add one. */
export const workers: readonly WorkerDefinition[] = [];

/** The id of the construct of a queue or a function, and the beginning of its outputs. */
export const capitalized = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
