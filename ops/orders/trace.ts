import { logName, pickupNumber } from '../../lambda/order/identity.ts';
import type { OrderRecord } from '../../lambda/order/record.ts';
import type { Context } from '../context.ts';
import { exitCodes, Failure } from '../failure.ts';
import { createParts, missingLines } from '../parts.ts';
import type { Target } from '../target/target.ts';
import { readDeadLetters } from './dead-letters.ts';
import { findOnBoard } from './find.ts';
import { isOrderId, numberIn } from './names.ts';
import { readRecords } from './records.ts';
import { letterView, traceText } from './trace-text.ts';

export type TraceOptions = { readonly since?: number };

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** `order trace`: all that is known of an order. A part that cannot be read is named, and the rest is shown. */
export const traceOrder = async (context: Context, given: string, { since }: TraceOptions): Promise<void> => {
  const target = await context.openTarget();
  const orderId = await resolveOrder(target, given);
  const { read, missing } = createParts();
  const records = await read('record', readRecords(target, [orderId]));
  const record = records?.[0];
  const word = logName(orderId);
  const [log = [], letters] = await Promise.all([
    read('log', target.readLogs({ since: sinceOf(record, since), word })),
    readDeadLetters(target, orderId, read),
  ]);
  const deadLetters = letters.map(letterView);
  const result = { orderId, number: pickupNumber(orderId), logName: word, record: record ?? null, deadLetters, log };
  for (const line of missingLines(missing())) context.note(`missing ${line}`);
  context.print({ ...result, missing: missing() }, traceText({ ...result, record, isRead: records !== undefined }));
  if (missing().length > 0) process.exitCode = exitCodes.unreachable;
  else if (!record && log.length + letters.length === 0) context.answerNo();
};

/** The id of an order that is named by its id or by its number on the board. @throws Failure if it is not exactly one */
const resolveOrder = async (target: Target, given: string): Promise<string> => {
  if (isOrderId(given)) return given.toLowerCase();
  const number = numberIn(given);
  if (number === undefined)
    throw new Failure('usage', `the order should be an order id or a number such as K-4172, got '${given}'`);
  const found = await findOnBoard(target, number);
  const [first, ...others] = found;
  if (!first)
    throw new Failure(
      'no',
      `${number} should be on the board, got no such order: find its id with "order find ${number} --scan", and trace that`,
    );
  if (others.length === 0) return first.orderId;
  const ids = found.map(({ orderId }) => orderId).join(', ');
  throw new Failure('no', `${number} should be one order, got ${found.length}: trace one of the order ids ${ids}`);
};

/** Logs begin with the order. Without a record the last day is read. */
const sinceOf = (record: OrderRecord | undefined, since: number | undefined): Date => {
  if (since !== undefined) return new Date(Date.now() - since);
  return new Date(record ? Date.parse(record.placedAt) - MINUTE : Date.now() - DAY);
};
