import { PublishBatchCommand, type SNSClient } from '@aws-sdk/client-sns';
import { describe, type Fields, type Level, type Log } from '../log.ts';
import { eventOf, eventTypes, type OrderEvent } from '../order/event.ts';
import { logName } from '../order/identity.ts';
import type { OrderRecord } from '../order/record.ts';
import { asciiJson } from './ascii-json.ts';
import { longestWindow } from './client-options.ts';
import { callService, entryError } from './service-error.ts';

export type Announced = { readonly kind: 'announced' } | { readonly kind: 'failed'; readonly error: unknown };

/** Announces a recorded transition on `order-events`, with a log line that has these facts and this level. It never rejects. */
export type Announce = (
  status: keyof typeof eventTypes,
  order: OrderRecord,
  version: number,
  facts?: Fields,
  level?: Level,
) => Promise<Announced>;

export const createAnnounce =
  ({ publish, log }: { readonly publish: Publish; readonly log: Log }): Announce =>
  async (status, { orderId, number, updatedAt }, version, facts = {}, level = 'info') => {
    const type = eventTypes[status];
    log(level, type, { order: logName(orderId), number, version, ...facts });
    try {
      await publish(eventOf(status, { orderId, number, version, at: updatedAt }));
      return { kind: 'announced' };
    } catch (error) {
      log('warn', 'announcement.failed', { type, order: logName(orderId), number, version, ...describe(error) });
      return { kind: 'failed', error };
    }
  };

/** Publishes one event. SNS may have published it even if it rejects. @throws ServiceError */
export type Publish = (event: OrderEvent) => Promise<void>;

/** The most events that SNS takes in one call. */
const MAX_PER_CALL = 10;

type Waiting = {
  readonly event: OrderEvent;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
};

export type PublisherDeps = {
  readonly client: SNSClient;
  readonly topicArn: string;
  /** Calls back in the next turn of the event loop. */
  readonly nextTurn: (callback: () => void) => void;
  /** @default none: events wait for one turn of the event loop, and for no other record. */
  readonly window?: Window;
};

/** For how long events wait for those of other records. */
export type Window = {
  /** How many records are at work. Each has one event at a time, so as many events wait for no other. */
  readonly atWork: () => number;
  /** Calls back after these milliseconds. */
  readonly later: (milliseconds: number, callback: () => void) => void;
};

/** Publishes the events of one turn of the event loop, or of one window, together: a full batch costs a tenth of the calls. */
export function createPublisher({ client, topicArn, nextTurn, window }: PublisherDeps): Publish {
  let waiting: Waiting[] = [];

  return (event) =>
    new Promise((resolve, reject) => {
      const events = waiting;
      const isFirst = events.push({ event, resolve, reject }) === 1;
      if (isFirst || window) nextTurn(() => publishIfComplete(events, isFirst));
    });

  function publishIfComplete(events: readonly Waiting[], isFirst: boolean): void {
    if (!window || events.length >= window.atWork()) publishWaiting(events);
    else if (isFirst) window.later(longestWindow, () => publishWaiting(events));
  }

  function publishWaiting(all: readonly Waiting[]): void {
    if (all !== waiting) return; // they are published
    waiting = [];
    for (let at = 0; at < all.length; at += MAX_PER_CALL) void publishBatch(all.slice(at, at + MAX_PER_CALL));
  }

  async function publishBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const { Failed = [] } = await callService('sns', 'PublishBatch', client.send(publishCommand(batch)));
      for (const failed of Failed)
        batch[Number(failed.Id)]?.reject(entryError({ service: 'sns', operation: 'PublishBatch' }, [failed]));
      for (const { resolve } of batch) resolve(); // has no effect on rejected ones
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  function publishCommand(batch: readonly Waiting[]): PublishBatchCommand {
    return new PublishBatchCommand({
      TopicArn: topicArn,
      PublishBatchRequestEntries: batch.map(({ event }, n) => ({
        Id: String(n),
        Message: asciiJson(event),
        MessageAttributes: { type: { DataType: 'String', StringValue: event.type } },
      })),
    });
  }
}
