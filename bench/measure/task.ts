import type { Profiler } from 'node:inspector';
import type { OrderMessage } from '../contestants/job.ts';
import type { Kind } from '../contestants.ts';
import type { Honesty } from './honesty.ts';
import type { Reads } from './reads.ts';
import type { Answers } from './shop.ts';

/** The task of a fresh process. */
export type Task = {
  readonly mode: 'first' | 'cpu' | 'calls' | 'honesty' | 'reads';
  readonly entry: string;
  readonly kind: Kind;
  /** The orders of a batch. */
  readonly batchSize: number;
  readonly answers: Answers;
  /** Batches before and during the measurement. */
  readonly warmUps: number;
  readonly batches: number;
  /** The message of an order. */
  readonly template: OrderMessage;
  /** The body of a request for an order. */
  readonly request: string;
  /** Bodies above this many bytes are in S3. */
  readonly offloadAboveBytes: number;
  /** The function that reads the records, and how many orders are on the board. */
  readonly reader?: { readonly entry: string; readonly onBoard: number };
  /** Whether to profile the measured part. */
  readonly profiled?: boolean;
};

export type Profile = Profiler.Profile;

/** Its result. Times are in milliseconds. */
export type Result =
  | {
      readonly mode: 'first';
      readonly milliseconds: number;
      readonly cpuMilliseconds: number;
      readonly profile?: Profile;
    }
  | {
      readonly mode: 'cpu';
      /** CPU time without that of the answers to AWS calls. */
      readonly milliseconds: number;
      readonly batches: number;
      readonly messages: number;
      readonly profile?: Profile;
    }
  | {
      readonly mode: 'calls';
      /** How often each operation was called in one good batch, such as `dynamodb UpdateItem`. */
      readonly calls: Readonly<Record<string, number>>;
      readonly writeUnits: number;
      readonly logBytes: number;
      readonly loadedFiles: readonly string[];
    }
  | { readonly mode: 'honesty'; readonly honesty: Honesty }
  | { readonly mode: 'reads'; readonly reads: Reads }
  | { readonly mode: 'failed'; readonly error: string };
