import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { MappingResource } from '../template/lambda.ts';
import type { Message, QueueClient } from './queue-client.ts';
import { recordsToDelete, toRecord } from './sqs-event.ts';
import type { Invocation } from './thread-messages.ts';

export type MappingOptions = {
  readonly queue: QueueClient;
  readonly invoke: (event: SQSEvent) => Promise<Invocation>;
  readonly maxInFlight: number;
  /**
   * Hides messages for these seconds again and again while their batch is worked, so that a debugger can pause it for longer than
   * their visibility timeout.
   * @default - as on Lambda: they are visible again after the timeout
   */
  readonly keepHiddenSeconds?: number | undefined;
  /** Waits before each poll. @default - it polls at once */
  readonly giveWay?: (() => Promise<void>) | undefined;
  readonly signal: AbortSignal;
  readonly onError: (error: unknown) => void;
};

/** The states of an event source mapping. A `Disabling` one waits for its last poll, or for batches in flight. */
export type MappingState = 'Enabled' | 'Enabling' | 'Disabled' | 'Disabling';

export type MappingReport = {
  readonly uuid: string;
  readonly queue: string;
  readonly state: MappingState;
  readonly inFlight: number;
  readonly received: number;
};

export type Mapping = {
  readonly resource: MappingResource;
  state(): MappingReport;
  /** Polls again at once, or stops polling. Batches in flight go on. */
  setEnabled(enabled: boolean): void;
};

const POLL_SECONDS = 2;
const GATHER_MILLISECONDS = 40;
const RETRY_MILLISECONDS = 500;
const MAX_ENTRIES = 10;

/** Starts an event source mapping: it polls its queue, one poll at a time, and invokes its function with batches. */
export const startMapping = (resource: MappingResource, options: MappingOptions): Mapping => {
  const { queue, invoke, signal, onError, keepHiddenSeconds: seconds } = options;
  const { EventSourceArn, BatchSize, FunctionResponseTypes, ScalingConfig } = resource;
  const reportsFailures = FunctionResponseTypes.includes('ReportBatchItemFailures');
  const maxInFlight = Math.min(options.maxInFlight, ScalingConfig?.MaximumConcurrency ?? options.maxInFlight);
  const uuid = randomUUID();
  const inFlight = new Set<Promise<void>>();
  let received = 0;
  let enabled = resource.Enabled === 'true';
  let polling = false;

  /** Waits a moment after a short batch: many small invocations cost more than a few full ones. */
  const receiveBatch = async (): Promise<Message[]> => {
    const first = await queue.receive(BatchSize, POLL_SECONDS);
    if (first.length === 0 || first.length >= BatchSize) return first;
    await delay(GATHER_MILLISECONDS);
    const second = await queue.receive(BatchSize - first.length, 0).catch((error: unknown) => {
      onError(error);
      return [];
    });
    return [...first, ...second];
  };

  const inTens = async (
    records: readonly SQSRecord[],
    call: (receiptHandles: readonly string[]) => Promise<void>,
  ): Promise<void> => {
    for (let start = 0; start < records.length; start += MAX_ENTRIES)
      await call(records.slice(start, start + MAX_ENTRIES).map(({ receiptHandle }) => receiptHandle));
  };

  /** Hides the records again and again until their batch is worked, if they are kept hidden. */
  const whileHidden = async <T>(records: readonly SQSRecord[], working: Promise<T>): Promise<T> => {
    if (seconds === undefined) return working;
    const hide = (): Promise<void> => inTens(records, (receiptHandles) => queue.hide(receiptHandles, seconds));
    const timer = setInterval(() => void hide().catch(onError), (seconds * 1000) / 3);
    return working.finally(() => clearInterval(timer));
  };

  const handleBatch = async (messages: readonly Message[]): Promise<void> => {
    const Records = messages.map((message) => toRecord(message, EventSourceArn));
    const invocation = await whileHidden(Records, invoke({ Records }));
    if (invocation.kind === 'failed') return;
    await inTens(reportsFailures ? recordsToDelete(Records, invocation.value) : Records, queue.remove);
  };

  const poll = async (): Promise<void> => {
    await options.giveWay?.();
    const messages = await receiveBatch();
    if (messages.length === 0) return;
    received += messages.length;
    const batch = handleBatch(messages)
      .catch(onError)
      .finally(() => inFlight.delete(batch));
    inFlight.add(batch);
    if (inFlight.size >= maxInFlight) await Promise.race(inFlight);
  };

  /** Polls while the mapping is enabled. An aborted poll would hide its messages, so each poll ends first. */
  const run = async (): Promise<void> => {
    if (polling) return;
    polling = true;
    while (enabled && !signal.aborted) {
      try {
        await poll();
      } catch (error) {
        onError(error);
        await delay(RETRY_MILLISECONDS);
      }
    }
    polling = false;
  };

  const stateNow = (): MappingState => {
    if (enabled) return polling ? 'Enabled' : 'Enabling';
    return polling || inFlight.size > 0 ? 'Disabling' : 'Disabled';
  };
  const start = (): void => {
    if (enabled) setImmediate(run);
  };
  start();
  return {
    resource,
    state: () => ({
      uuid,
      queue: EventSourceArn.split(':').at(-1) ?? '',
      state: stateNow(),
      ...{ inFlight: inFlight.size, received },
    }),
    setEnabled: (value) => {
      enabled = value;
      start();
    },
  };
};
