import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { laneOf } from '../../lambda/order/lane.ts';
import { isLate } from '../../lambda/order/pickup.ts';
import type { OrderRecord } from '../../lambda/order/record.ts';
import { readMappings } from '../mappings.ts';
import { type BoardEntry, NoBoard, readLane } from '../orders/board.ts';
import { ageOf } from '../orders/order-text.ts';
import { readRecords } from '../orders/records.ts';
import type { ReadPart } from '../parts.ts';
import { baristaQueues, hasContainers, type TargetQueue } from '../target/queues.ts';
import type { Target } from '../target/target.ts';

/** The messages of a queue, as SQS estimates them. */
export type Depth = { readonly visible: number; readonly inFlight: number; readonly delayed: number };

/** A queue. What could not be read is absent. */
export type QueueStatus = Partial<Depth> & {
  readonly name: string;
  readonly deadLetters?: number;
  /** The state of the event source mapping, `none`, or `containers` if containers poll the queue. */
  readonly mapping?: string;
};

/** An order without its id, which is the credential of its customer: a status is pasted into chats and kept in logs. */
export type OrderSummary = Pick<OrderRecord, 'number' | 'status' | 'placedAt' | 'failure'> & {
  readonly ageSeconds: number;
};

/** The orders on the board. A lane that could not be read is absent, as every lane of a shop without the board. A total of 1,000 stands for 1,000 or more. */
export type OrdersStatus = {
  readonly waiting?: { readonly total: number; readonly late: number; readonly oldest?: OrderSummary };
  readonly ready?: { readonly total: number };
  readonly stuck?: { readonly total: number; readonly newest: readonly OrderSummary[] };
};

export type Status = { readonly queues: readonly QueueStatus[]; readonly orders: OrdersStatus };

/** Reads the state of a shop. Each part that fails is remembered by `read`. */
export const readStatus = async (target: Target, read: ReadPart): Promise<Status> => {
  const [queues, waiting, ready, stuck] = await Promise.all([
    Promise.all(target.queues.map((queue) => readQueue(target, queue, read))),
    read('lanes.waiting', ifBoard(readWaiting(target))),
    read('lanes.ready', ifBoard(readReady(target))),
    read('lanes.stuck', ifBoard(readStuck(target))),
  ]);
  return { queues, orders: { ...(waiting && { waiting }), ...(ready && { ready }), ...(stuck && { stuck }) } };
};

/** A shop that does without the board has no lanes, and none that is missing. */
const ifBoard = <Read>(reading: Promise<Read>): Promise<Read | undefined> =>
  reading.catch((error: unknown) => {
    if (error instanceof NoBoard) return undefined;
    throw error;
  });

const readQueue = async (
  { sqs, lambda, outputs }: Target,
  queue: TargetQueue,
  read: ReadPart,
): Promise<QueueStatus> => {
  const part = `queues.${queue.name}`;
  const [depth, dlqDepth, mappings] = await Promise.all([
    read(part, readDepth(sqs, queue.url)),
    read(`${part}.deadLetters`, readDepth(sqs, queue.dlqUrl)),
    read(`${part}.mapping`, readMappings(lambda, queue)),
  ]);
  return {
    name: queue.name,
    ...depth,
    ...(dlqDepth && { deadLetters: dlqDepth.visible + dlqDepth.inFlight + dlqDepth.delayed }),
    ...(mappings && { mapping: mappings.map(({ state }) => state).join(', ') || withoutMapping(queue, outputs) }),
  };
};

const withoutMapping = ({ name }: TargetQueue, outputs: Target['outputs']): string =>
  hasContainers(outputs) && baristaQueues.includes(name) ? 'containers' : 'none';

const readDepth = async (client: SQSClient, QueueUrl: string): Promise<Depth> => {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    }),
  );
  return {
    visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
    delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
  };
};

/** Orders are counted up to this number. */
export const MAX_COUNTED = 1000;
/** The oldest waiting orders, whose records are read, and the stuck orders that are shown. */
export const MAX_READ = 200;
const MAX_SHOWN = 10;

const readWaiting = async (target: Target): Promise<OrdersStatus['waiting']> => {
  const entries = await readLane(target, 'waiting', { most: MAX_COUNTED });
  const records = (await readRecords(target, idsOf(entries.slice(0, MAX_READ)))).filter(isIn('waiting'));
  const [oldest] = records;
  const late = records.filter((order) => isLate(order, Date.now())).length;
  const total = countOf(entries, MAX_READ, records);
  return { total, late, ...(oldest && { oldest: summaryOf(oldest) }) };
};

const readReady = async (target: Target): Promise<OrdersStatus['ready']> => ({
  total: countOf(await readLane(target, 'ready', { most: MAX_COUNTED }), 0, []),
});

const readStuck = async (target: Target): Promise<OrdersStatus['stuck']> => {
  const entries = await readLane(target, 'stuck', { most: MAX_COUNTED, first: 'newest' });
  const records = (await readRecords(target, idsOf(entries.slice(0, MAX_SHOWN)))).filter(isIn('stuck'));
  return { total: countOf(entries, MAX_SHOWN, records), newest: records.map(summaryOf) };
};

const idsOf = (entries: readonly BoardEntry[]): string[] => entries.map(({ orderId }) => orderId);

/** The index lags behind the records, so the status of a record decides. */
const isIn =
  (lane: 'waiting' | 'stuck') =>
  ({ status }: OrderRecord): boolean =>
    laneOf(status) === lane;

/** The entries that were read are replaced by the records that are still in the lane. */
const countOf = (entries: readonly BoardEntry[], read: number, records: readonly OrderRecord[]): number =>
  Math.min(MAX_COUNTED, Math.max(0, entries.length - read) + records.length);

const summaryOf = ({ number, status, placedAt, failure }: OrderRecord): OrderSummary => ({
  ...{ number, status, placedAt, ageSeconds: ageOf(placedAt) },
  ...(failure && { failure }),
});
