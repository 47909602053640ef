import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { createClaimCheck } from '../../lambda/aws/claim-check.ts';
import { callService } from '../../lambda/aws/service-error.ts';
import type { ReadResult } from '../../lambda/operator/read-dead-letters.ts';
import type { TargetQueue } from '../target/queues.ts';
import type { Target } from '../target/target.ts';
import type { Letter } from './letter.ts';
import { readQueue } from './read-queue.ts';
import type { Select } from './selection.ts';

/** A letter beside the record of its order. */
export type Peeked = {
  readonly letter: Letter;
  /** As it is in the table, because another release can have written it. Nothing if the letter names no order, or one without a record. */
  readonly record: Readonly<Record<string, unknown>> | undefined;
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
  const readRecord = async (orderId: string): Promise<Peeked['record']> => {
    const get = new GetItemCommand({ TableName: tableName, Key: { orderId: { S: orderId } }, ConsistentRead: true });
    const { Item } = await callService('dynamodb', 'GetItem', dynamodb.send(get));
    return Item && unmarshall(Item);
  };
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
    record: letter.order && (await readRecord(letter.order.orderId)),
    stored: resolve ? await storedBody(letter) : undefined,
  });
};
