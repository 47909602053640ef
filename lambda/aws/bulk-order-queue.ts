import {
  type BatchResultErrorEntry,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
} from '@aws-sdk/client-sqs';
import type { OrderMessage } from '../order/message.ts';
import type { Route } from '../order/route.ts';
import { createOrderEntries, type OrderEntry, type OrderQueueDeps } from './order-queue.ts';
import { callService, entryError } from './service-error.ts';

/** An order whose content SQS cannot take, so that no retry can succeed. `code` is that of SQS. */
export type RefusedOrder = { readonly orderId: string; readonly code: string };

/** Sends many accepted orders to their queues. */
export type BulkOrderQueue = {
  /**
   * Sends orders in batches, those of one tab one after the other. On a standard queue they all belong to one message group: a fair
   * queue delivers the orders of other groups first while this one has many.
   *
   * @throws ServiceError if SQS or S3 fails. Some of the orders may be sent
   */
  sendAll(messages: readonly OrderMessage[], group: string): Promise<readonly RefusedOrder[]>;
};

/** SQS's limits of one batch: entries, and bytes. Every engine takes this many bytes. */
const MAX_ENTRIES = 10;
const MAX_BYTES = 256 * 1024;

const CALL = { service: 'sqs', operation: 'SendMessageBatch' } as const;

/** The codes of an order that SQS cannot take. SQS also calls a throttled sender or a missing permission a fault of the sender. */
const CODES_OF_ORDER: ReadonlySet<string> = new Set(['InvalidMessageContents', 'InvalidParameterValue']);

type Entry = OrderEntry & { readonly orderId: string };

export function createBulkOrderQueue({ client, queueUrls, ...deps }: OrderQueueDeps): BulkOrderQueue {
  const createEntry = createOrderEntries(deps);

  return {
    sendAll: async (messages, group) => {
      const entries = await Promise.all(
        messages.map(async (message) => ({ ...(await createEntry(message)), orderId: message.orderId })),
      );
      const sends = [sendRounds(tabRounds(entries)), ...['orders', 'pickups'].map((name) => sendStandard(name, group))];
      return (await allSettled(sends)).flat();

      function sendStandard(name: string, MessageGroupId: string): Promise<readonly RefusedOrder[]> {
        const ofQueue = entries.filter(({ queue }) => queue === name);
        return sendRound(ofQueue.map((entry) => ({ ...entry, input: { ...entry.input, MessageGroupId } })));
      }
    },
  };

  async function sendRounds(rounds: readonly (readonly Entry[])[]): Promise<readonly RefusedOrder[]> {
    const refused: RefusedOrder[] = [];
    for (const round of rounds) refused.push(...(await sendRound(round)));
    return refused;
  }

  async function sendRound(entries: readonly Entry[]): Promise<readonly RefusedOrder[]> {
    return (await allSettled(batchesOf(entries).map(sendBatch))).flat();
  }

  async function sendBatch(batch: readonly Entry[]): Promise<readonly RefusedOrder[]> {
    const [first] = batch;
    if (!first) return [];
    const send = new SendMessageBatchCommand({
      QueueUrl: queueUrls[first.queue], // a batch is for one queue
      Entries: batch.map(({ input }, n): SendMessageBatchRequestEntry => ({ Id: String(n), ...input })),
    });
    const { Failed = [] } = await callService(CALL.service, CALL.operation, client.send(send));
    const others = Failed.filter(({ Code = '' }) => !CODES_OF_ORDER.has(Code));
    if (others.length > 0) throw entryError(CALL, others);
    return Failed.map((failed) => refusedOf(failed, batch));
  }
}

const refusedOf = ({ Id, Code = 'no code' }: BatchResultErrorEntry, batch: readonly Entry[]): RefusedOrder => ({
  orderId: batch[Number(Id)]?.orderId ?? '',
  code: Code,
});

/** Round n holds the n-th order of each tab. A later order of a tab is not sent before SQS has the earlier one (P3). */
const tabRounds = (entries: readonly Entry[]): readonly (readonly Entry[])[] => {
  const rounds: Entry[][] = [];
  const ofTabs = entries.filter(({ queue }) => queue === ('tabs' satisfies Route['queue']));
  for (const tab of Map.groupBy(ofTabs, ({ input }) => input.MessageGroupId).values())
    for (const [n, entry] of tab.entries()) rounds[n] = [...(rounds[n] ?? []), entry];
  return rounds;
};

const batchesOf = (entries: readonly Entry[]): readonly (readonly Entry[])[] => {
  const batches: Entry[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const entry of entries) {
    bytes += bytesOf(entry);
    const last = batches.at(-1);
    if (last && last.length < MAX_ENTRIES && bytes <= MAX_BYTES) last.push(entry);
    else {
      batches.push([entry]);
      bytes = bytesOf(entry);
    }
  }
  return batches;
};

/** A body is ASCII. The attributes count too, and are far below this many bytes. */
const ATTRIBUTE_BYTES = 512;
const bytesOf = ({ input }: Entry): number => input.MessageBody.length + ATTRIBUTE_BYTES;

/** Waits for all of them, then throws the first error: no call outlives the work that it belongs to. */
const allSettled = async <T>(calls: readonly Promise<T>[]): Promise<T[]> => {
  await Promise.allSettled(calls);
  return Promise.all(calls);
};
