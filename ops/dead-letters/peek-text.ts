import { ageText, counted, fields, heading, printable } from '../printing/text.ts';
import type { Letter } from './letter.ts';
import { failureText } from './letter.ts';
import type { Peeked } from './peek.ts';

const GAP = ' | ';
/** Without a terminal. */
const DEFAULT_WIDTH = 120;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** The result for one letter. A body that is JSON is part of the document. */
export const peekResult = ({ letter, record, stored }: Peeked, now: number) => ({
  queue: letter.queue.name,
  messageId: letter.messageId,
  reason: letter.reason,
  failure: parsed(failureText(letter) ?? 'null'),
  ageSeconds: ageSeconds(letter, now),
  receiveCount: Number(letter.system.ApproximateReceiveCount ?? 0),
  body: parsed(letter.body),
  ...(stored === undefined ? {} : { stored: 'body' in stored ? parsed(stored.body) : stored }),
  attributes: attributesOf(letter),
  system: letter.system,
  order: letter.order ?? null,
  record: record ?? null,
});

export const peekText = (peeked: Peeked, now: number): string => {
  const { letter, record } = peeked;
  const { failure, body, stored, attributes, receiveCount } = peekResult(peeked, now);
  const head = fields([
    ['queue', letter.queue.name],
    ['message', letter.messageId],
    ['reason', letter.reason === 'none' ? 'none: moved by SQS' : letter.reason],
    ['failure', failure === null ? undefined : JSON.stringify(failure)],
    ['age', ageText(ageSeconds(letter, now))],
    ['received', counted(receiveCount, 'time')],
    ['group', letter.system.MessageGroupId],
    ['attributes', JSON.stringify(attributes)],
  ]);
  const left = ['message', ...linesOf(stored === undefined ? body : { pointer: body, stored })];
  const right = ['record', ...(record ? linesOf(record) : [letter.order ? 'none' : 'the body names no order'])];
  return `${head}\n${sideBySide(left, right)}\n`;
};

const ageSeconds = ({ sentAt }: Letter, now: number): number => Math.max(0, Math.round((now - sentAt) / 1000));

/** The attributes beside `failure`. Binary values are in base64. */
const attributesOf = ({ attributes }: Letter): Record<string, string> =>
  Object.fromEntries(
    Object.entries(attributes)
      .filter(([name]) => name !== 'failure')
      .map(([name, { StringValue, BinaryValue }]) => [
        name,
        StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64'),
      ]),
  );

const linesOf = (value: unknown): string[] => JSON.stringify(value, null, 2).split('\n').map(printable);

/** Two columns. A long line goes on in the next line of its column. */
const sideBySide = (left: readonly string[], right: readonly string[]): string => {
  const width = Math.max(1, Math.floor(((process.stdout.columns ?? DEFAULT_WIDTH) - GAP.length) / 2));
  const [leftLines, rightLines] = [left, right].map((lines) => lines.flatMap((line) => wrap(line, width)));
  const rows = Math.max(leftLines?.length ?? 0, rightLines?.length ?? 0);
  return Array.from({ length: rows }, (_, n) => {
    const row = `${(leftLines?.[n] ?? '').padEnd(width)}${GAP}${rightLines?.[n] ?? ''}`.trimEnd();
    return n === 0 ? heading(row) : row;
  }).join('\n');
};

const wrap = (line: string, width: number): string[] =>
  Array.from({ length: Math.max(1, Math.ceil(line.length / width)) }, (_, n) => line.slice(n * width, (n + 1) * width));
