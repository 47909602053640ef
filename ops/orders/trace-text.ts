import type { OrderRecord } from '../../lambda/order/record.ts';
import type { Letter } from '../dead-letters/letter.ts';
import { peekResult } from '../dead-letters/peek-text.ts';
import { ageText, heading, table } from '../printing/text.ts';
import type { LogLine } from '../target/target.ts';
import { logText } from './log-text.ts';
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
