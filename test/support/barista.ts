import { randomUUID } from 'node:crypto';
import type { SQSRecord } from 'aws-lambda';
import { createAnnounce } from '../../lambda/aws/announcer.ts';
import type { ClaimCheck } from '../../lambda/aws/claim-check.ts';
import { createAnnounceReady } from '../../lambda/barista/announce-ready.ts';
import { createBarista, type Prepare } from '../../lambda/barista/barista.ts';
import { inspect } from '../../lambda/barista/inspect.ts';
import { withFailurePath } from '../../lambda/batch/failure-path.ts';
import type { Failure, Outcome } from '../../lambda/batch/record-handler.ts';
import { deliveryOf } from '../../lambda/batch/sqs-record.ts';
import type { OrderEvent } from '../../lambda/order/event.ts';
import type { OrderMessage } from '../../lambda/order/message.ts';
import { recordingLog } from './log.ts';
import type { OrderTable } from './order-table.ts';
import { type RecordVariation, sqsRecord } from './sqs.ts';

export const LEASE_MILLISECONDS = 11_000;

export type BaristaVariation = {
  readonly prepare?: Prepare;
  /** Runs before an event counts as announced. */
  readonly announcing?: (event: OrderEvent) => Promise<void>;
  /** Runs before a message counts as sent to the dead-letter queue. */
  readonly deadLettering?: () => Promise<void>;
  /** Runs before a message counts as forwarded. */
  readonly forwarding?: () => Promise<void>;
  readonly fetchBody?: ClaimCheck['fetchBody'];
};

/** A barista over a real store, with the failure path. It keeps its events, its dead letters and its log lines. */
export const aBarista = (
  { store, clock }: OrderTable,
  { prepare, announcing, deadLettering, forwarding, fetchBody }: BaristaVariation = {},
) => {
  const announced: OrderEvent[] = [];
  const prepared: string[] = [];
  const forwarded: string[] = [];
  const deadLetters: { readonly record: SQSRecord; readonly failure: Failure }[] = [];
  const { log, lines } = recordingLog();
  const now = () => clock.time;
  const announce = createAnnounce({
    log,
    publish: async (event) => {
      await announcing?.(event);
      announced.push(event);
    },
  });
  const sendToDlq = async (record: SQSRecord, failure: Failure): Promise<void> => {
    await deadLettering?.();
    deadLetters.push({ record, failure });
  };
  const forward = async ({ body }: SQSRecord): Promise<void> => {
    await forwarding?.();
    forwarded.push(body);
  };
  const barista = createBarista({
    store,
    announce,
    announceReady: createAnnounceReady({ announce, forward, now, log }),
    fetchBody: fetchBody ?? (async (body) => ({ body, key: undefined })),
    prepare: async (order) => {
      prepared.push(order.orderId);
      await prepare?.(order);
    },
    leaseMilliseconds: LEASE_MILLISECONDS,
    now,
    newToken: randomUUID,
  });
  const work = withFailurePath(barista, { sendToDlq, inspect, now, log });
  return {
    announced,
    prepared,
    lines,
    deadLetters,
    forwarded,
    codes: () => deadLetters.map(({ failure }) => failure.code),
    receive: (message: OrderMessage, variation: RecordVariation = {}): Promise<Outcome> =>
      work(deliveryOf(sqsRecord(JSON.stringify(message), variation)), true),
    receiveBody: (body: string, variation: RecordVariation = {}, first = true): Promise<Outcome> =>
      work(deliveryOf(sqsRecord(body, variation)), first),
  };
};

/** A `prepare` that runs until `letGo` is called. `begun` resolves with the first run, `twice` with the second. */
export const heldPrepare = () => {
  const begun = Promise.withResolvers<void>();
  const twice = Promise.withResolvers<string>();
  const letGo = Promise.withResolvers<void>();
  let count = 0;
  const prepare: Prepare = () => {
    count += 1;
    begun.resolve();
    if (count === 2) twice.resolve('prepare ran twice at the same time');
    return letGo.promise;
  };
  return { prepare, begun: begun.promise, twice: twice.promise, letGo: letGo.resolve };
};
