import type { OptionalQueue } from '../order/optional-queues.ts';
import { type OrderRequest, parseRequest } from '../order/request.ts';
import type { Parsed } from '../parsing/schema.ts';
import type { Format } from './formats.ts';
import { MAX_LINE_BYTES } from './limits.ts';
import type { FileLine } from './lines.ts';
import { parseRow } from './row.ts';

export type LineFormat = {
  readonly format: Format;
  readonly columns?: readonly string[] | undefined;
  /** The queues that the shop does without. @default none */
  readonly without?: readonly OptionalQueue[];
};

/** The order of a line, the faults of the line, or a line without text. */
export type ReadLine = Parsed<OrderRequest> | { readonly kind: 'blank' };

/**
 * Reads the order of a line by the rules of the cashier. Its faults show no received value, because the report keeps them.
 *
 * @param now the time that pick-up times are checked against
 */
export const readLine = (
  line: Pick<FileLine, 'bytes'>,
  { format, columns = [], without = [] }: LineFormat,
  now: number,
): ReadLine => {
  const text = textOf(line);
  if (text.kind === 'invalid') return text;
  if (text.value.trim() === '') return { kind: 'blank' };
  const input = format === 'csv' ? parseRow(text.value, columns) : parseJson(text.value);
  return input.kind === 'invalid' ? input : parseRequest(input.value, now, { values: 'hidden', without });
};

/** The text of a line, without a byte order mark and the carriage returns at its end. U+FFFD stands for a broken byte, as in a request. */
export const textOf = ({ bytes }: Pick<FileLine, 'bytes'>): Parsed<string> => {
  if (bytes === 'too-long') return fault(`the line should have at most ${MAX_LINE_BYTES} bytes, got more`);
  const text = withoutReturns(new TextDecoder().decode(bytes));
  return text.includes('\uFFFD') ? fault('the line should be text in UTF-8, got other bytes') : valid(text);
};

/** A pattern such as `\r+$` would need a minute for a long line of carriage returns. */
const withoutReturns = (text: string): string => {
  let end = text.length;
  while (text[end - 1] === '\r') end--;
  return text.slice(0, end);
};

const parseJson = (text: string): Parsed<unknown> => {
  try {
    return valid(JSON.parse(text));
  } catch {
    // The error of JSON.parse quotes the line.
    return fault('the line should be an order in JSON, got text that is not JSON');
  }
};

const valid = <T>(value: T): Parsed<T> => ({ kind: 'valid', value });
const fault = (detail: string): Extract<Parsed<never>, { kind: 'invalid' }> => ({
  kind: 'invalid',
  faults: [{ pointer: '', detail }],
});
