import { createClaimCheck } from '../../lambda/aws/claim-check.ts';
import { createOrderStore } from '../../lambda/aws/order-store.ts';
import type { OrderRecord } from '../../lambda/order/record.ts';
import type { TargetQueue } from '../target/queues.ts';
import type { Target } from '../target/target.ts';
import type { Letter } from './letter.ts';
import { type ReadResult, readQueue } from './read-queue.ts';
import type { Select } from './selection.ts';

/** A letter beside the record of its order. */
export type Peeked = {
  readonly letter: Letter;
  /** Nothing if the letter names no order, or if the order has no record. */
  readonly record: OrderRecord | undefined;
  /** The body in S3 of a claim check, or the reason why it cannot be read. Nothing unless it was asked for. */
  readonly stored: { readonly body: string } | { readonly error: string } | undefined;
};

export type PeekOptions = {
  readonly target: Pick<Target, 'sqs' | 'dynamodb' | 's3' | 'tableName' | 'bucketName'>;
  readonly queue: TargetQueue;
  readonly select: Select;
  /** The most letters. */
  readonly limit: number;
  /** Whether the bodies of claim checks are read. */
  readonly resolve: boolean;
  readonly signal: AbortSignal;
  readonly onLetter: (peeked: Peeked) => void;
};

/** Shows the selected letters of a dead-letter queue. They are visible again afterwards. Returns how many were shown. */
export const peekLetters = async (options: PeekOptions): Promise<ReadResult & { readonly shown: number }> => {
  const { target, queue, select, limit, onLetter } = options;
  const enough = new AbortController();
  const signal = AbortSignal.any([options.signal, enough.signal]);
  const look = createLook(options);
  let shown = 0;
  const read = await readQueue({ sqs: target.sqs, queue, signal }, async (letters) => {
    for (const letter of letters) {
      if (signal.aborted) break;
      if (!(await select(letter))) continue;
      onLetter(await look(letter));
      shown += 1;
      if (shown === limit) enough.abort();
    }
    return [];
  });
  return { ...read, shown };
};

const createLook = ({ target, resolve }: PeekOptions) => {
  const { dynamodb, s3, tableName, bucketName } = target;
  const store = createOrderStore({ client: dynamodb, tableName, now: Date.now });
  const { fetchBody } = createClaimCheck({ client: s3, bucketName });
  const storedBody = async ({ body: text }: Letter): Promise<Peeked['stored']> => {
    try {
      const { body, key } = await fetchBody(text);
      return key === undefined ? undefined : { body };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  };
  return async (letter: Letter): Promise<Peeked> => ({
    letter,
    record: letter.order && (await store.read(letter.order.orderId)),
    stored: resolve ? await storedBody(letter) : undefined,
  });
};
