import type { FunctionName } from '../template/shop-template.ts';

/** What neither the templates nor the code decide. An option of the command replaces each of the first four. */
export type Assumptions = {
  /** Orders in one batch of the barista. @default the batch size of the mapping: the queue is busy */
  readonly batch: number | undefined;
  /** Milliseconds until AWS answers a call of a function. */
  readonly callMilliseconds: number;
  /** Milliseconds that the work on one order takes. The orders of a batch are worked side by side. */
  readonly prepareMilliseconds: number;
  /** Bytes of an order's request. @default those of the sample order of the product */
  readonly bytes: number | undefined;
};

export const defaults: Assumptions = {
  ...{ batch: undefined, bytes: undefined },
  // npm run bench answers after 0 and 5 ms.
  callMilliseconds: 5,
  // The work is that of the product: its price is named apart.
  prepareMilliseconds: 0,
};

/**
 * Milliseconds of CPU for one order or call at one vCPU: the growth table of docs/performance.md, for batches of 10 and for one
 * request. The bench measures neither the counter nor receipts: the counter is taken as the cashier, receipts as the barista. The
 * journey of 10,000 imported orders took 0.7 s of CPU, with its counting.
 */
export const cpuMilliseconds: Readonly<Record<FunctionName | 'importer', number>> = {
  ...{ cashier: 1.1, counter: 1.1 },
  ...{ barista: 0.65, receipts: 0.65 },
  importer: 0.07,
};

/** The memory with which a function has one vCPU. @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
export const MEGABYTES_OF_ONE_CPU = 1769;

/**
 * The share of requests that X-Ray records by its default rule. The rule also records the first request of each second. It decides for
 * an API without a rule of its own, and for functions that work a queue.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
 */
export const TRACED_SHARE = 0.05;

/** The size of stored logs relative to their lines. CloudWatch compresses them; its pricing page takes this ratio in an example. */
export const LOG_COMPRESSION = 0.15;

/** The bytes that DynamoDB adds to each stored item. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
export const ITEM_OVERHEAD = 100;

export const DAYS_PER_MONTH = 30;
