import * as v from 'valibot';
import type { OrderRecord } from '../../lambda/order/record.ts';
import type { Letter } from '../dead-letters/letter.ts';
import { peekResult } from '../dead-letters/peek-text.ts';
import { ageText, heading, MAX_WIDTH, printable, table, wrap } from '../printing/text.ts';
import type { LogLine } from '../target/target.ts';
import { orderText } from './order-text.ts';

/** A dead letter with its body. The record stands beside it. */
export const letterView = (letter: Letter) => {
  const { record: _record, ...view } = peekResult({ letter, record: undefined, stored: undefined }, Date.now());
  return view;
};

/** All that is known of an order. */
export type Trace = {
  readonly orderId: string;
  readonly number: string;
  readonly logName: string;
  readonly record: OrderRecord | undefined;
  /** Whether the store answered. */
  readonly isRead: boolean;
  readonly deadLetters: readonly ReturnType<typeof letterView>[];
  readonly log: readonly LogLine[];
};

/** A trace for a reader. */
export const traceText = ({ orderId, number, logName: word, record, isRead, deadLetters, log }: Trace): string =>
  [
    record ? orderText(record) : `${number}  ${isRead ? 'no record' : 'record not read'}\norder  ${orderId}`,
    ...(deadLetters.length === 0 ? [] : [deadLettersText(deadLetters)]),
    [
      heading(`Its log lines, where it has the name ${word}:`),
      ...(log.length === 0 ? ['none'] : log.map(logText)),
    ].join('\n'),
  ].join('\n\n');

const deadLettersText = (letters: Trace['deadLetters']): string =>
  [
    heading('Its dead letters:'),
    table(
      ['QUEUE', 'AGE', 'RECEIVED', 'MESSAGE', 'REASON'],
      letters.map(({ queue, ageSeconds, receiveCount, messageId, reason }) => [
        ...[queue, ageText(ageSeconds), receiveCount, messageId],
        reason,
      ]),
    ),
  ].join('\n');

const eventSchema = v.looseObject({ event: v.string() });

/** The fields that are the same in every line of one order. */
const HIDDEN: readonly string[] = ['event', 'order', 'number'];

const INDENT = '    ';

/** A log line for a reader: its time, function and event, and its other fields below. */
export const logText = ({ time, function: name, level, message }: LogLine): string => {
  const parsed = v.safeParse(eventSchema, message);
  const mark = level === 'warn' || level === 'error' ? `${level.toUpperCase()} ` : '';
  const start = `${time}  ${name.padEnd(8)}  ${mark}`;
  if (!parsed.success) return printable(`${start}${typeof message === 'string' ? message : JSON.stringify(message)}`);
  const others = Object.entries(parsed.output).filter(([field]) => !HIDDEN.includes(field));
  const text = others.map(([field, value]) => `${field}=${valueText(value)}`).join(' ');
  const below = text === '' ? [] : wrap(printable(text), MAX_WIDTH - INDENT.length);
  return [printable(`${start}${parsed.output.event}`), ...below.map((line) => `${INDENT}${line}`)].join('\n');
};

const valueText = (value: unknown): string =>
  typeof value === 'string' && !value.includes(' ') ? value : JSON.stringify(value);
