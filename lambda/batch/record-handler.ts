import type { SQSRecord } from 'aws-lambda';

/** Handles one record. It throws on failure only: a PermanentError if no retry can help, any other error for a retry. */
export type RecordHandler = (record: SQSRecord, context: RecordContext) => Promise<Outcome>;

/**
 * The result of one record. `acknowledged`: SQS deletes the message. `failed`: the message stays and is visible again after
 * `seconds`. On FIFO it `blocks` the later records of its message group, unless its own result is already recorded.
 */
export type Outcome =
  | { readonly kind: 'acknowledged' }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      readonly blocks: boolean;
      readonly seconds: number;
      readonly error?: unknown;
      /** When the message could first have succeeded, if its handler knows it. Milliseconds since 1970. */
      readonly dueAt?: number;
    };

export const ACKNOWLEDGED: Outcome = { kind: 'acknowledged' };

export type Failed = Extract<Outcome, { kind: 'failed' }>;

/** Why a message is in a dead-letter queue. It travels as an attribute; `message` holds no received value (P7). */
export type Failure = {
  readonly code: string;
  readonly message: string;
  readonly sourceQueue: string;
  /** The id of the message on its source queue. The dead letter has another one. */
  readonly messageId: string;
  readonly receiveCount: number;
  readonly firstReceivedAt: string;
  readonly quarantinedAt: string;
};

/** A lease that the handler of a record holds, or may hold if the answer to its claim was lost. */
export type HeldLease = {
  /** Gives the lease back for a retry. `attempted`: the retry counts as an attempt. */
  release(options: { readonly attempted: boolean }): Promise<void>;
  /** Records that the message is in the dead-letter queue. */
  markStuck(failure: Failure): Promise<void>;
};

/** The state of one record that the failure path reads. The record's handler keeps it up to date. */
export type RecordContext = {
  /** False for a record behind another one of its FIFO group in the same batch. */
  readonly first: boolean;
  readonly receiveCount: number;
  /** When the message could first have succeeded, in milliseconds since 1970: at its first receive, or later. */
  dueAt: number;
  lease: HeldLease | undefined;
  /** How many attempts have failed, if an error now means that this attempt failed too. */
  failedAttempts: number | undefined;
};
