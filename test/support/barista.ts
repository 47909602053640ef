import { randomUUID } from 'node:crypto';
import type { SQSRecord } from 'aws-lambda';
import type { ClaimCheck } from '../../lambda/aws/claim-check.ts';
import type { Failure } from '../../lambda/aws/source-queues.ts';
import { createBarista } from '../../lambda/barista/barista.ts';
import { createQuarantine } from '../../lambda/barista/quarantine.ts';
import { createTellReady } from '../../lambda/barista/ready.ts';
import type { Outcome } from '../../lambda/batch/batch.ts';
import type { OrderEvent } from '../../lambda/order/lifecycle.ts';
import { decode as decodeToday, type OrderMessage } from '../../lambda/order/message.ts';
import type { Decode } from '../../lambda/parsing/versions.ts';
import type { Prepare } from '../../lambda/product/prepare.ts';
import { createTell } from '../../lambda/tell.ts';
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
  /** Runs before a record counts as handed over. */
  readonly handingOver?: () => Promise<void>;
  readonly redeem?: ClaimCheck['redeem'];
  /** The versions of messages that its release reads. */
  readonly decode?: Decode<OrderMessage>;
};

/** A barista over a real store, that keeps what it has announced. */
export const aBarista = (
  { store, clock }: OrderTable,
  { prepare, announcing, deadLettering, handingOver, redeem, decode = decodeToday }: BaristaVariation = {},
) => {
  const announced: OrderEvent[] = [];
  const prepared: string[] = [];
  const { log, lines } = recordingLog();
  const handedOver: string[] = [];
  const deadLetters: { readonly record: SQSRecord; readonly failure: Failure }[] = [];
  const now = () => clock.time;
  const tell = createTell({
    log,
    announce: async (event) => {
      await announcing?.(event);
      announced.push(event);
    },
  });
  const deadLetter = async (record: SQSRecord, failure: Failure): Promise<void> => {
    await deadLettering?.();
    deadLetters.push({ record, failure });
  };
  const handOver = async ({ body }: SQSRecord): Promise<void> => {
    await handingOver?.();
    handedOver.push(body);
  };
  const work = createBarista({
    store,
    tell,
    tellReady: createTellReady({ tell, handOver, log }),
    quarantine: createQuarantine({ deadLetter, store, tell, now, log }),
    decode,
    redeem: redeem ?? (async (body) => ({ body, key: undefined })),
    prepare: async (record) => {
      prepared.push(record.orderId);
      await prepare?.(record);
    },
    leaseMilliseconds: LEASE_MILLISECONDS,
    now,
    newToken: randomUUID,
    log,
  });
  return {
    announced,
    prepared,
    lines,
    deadLetters,
    handedOver,
    codes: () => deadLetters.map(({ failure }) => failure.code),
    receive: (message: OrderMessage, variation: RecordVariation = {}): Promise<Outcome> =>
      work(sqsRecord(JSON.stringify(message), variation), { first: true }),
    receiveBody: (body: string, variation: RecordVariation = {}, first = true): Promise<Outcome> =>
      work(sqsRecord(body, variation), { first }),
  };
};

/** A prepare that goes on until it is let go. `begun` resolves with the first that begins, `twice` with the second. */
export const heldPrepare = () => {
  const begun = Promise.withResolvers<void>();
  const twice = Promise.withResolvers<string>();
  const letGo = Promise.withResolvers<void>();
  let count = 0;
  const prepare: Prepare = () => {
    count += 1;
    begun.resolve();
    if (count === 2) twice.resolve('prepared twice at a time');
    return letGo.promise;
  };
  return { prepare, begun: begun.promise, twice: twice.promise, letGo: letGo.resolve };
};
