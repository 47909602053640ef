import * as v from 'valibot';
import { MAX_WIDTH, printable, wrap } from '../printing/text.ts';
import type { LogLine } from '../target/target.ts';

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
