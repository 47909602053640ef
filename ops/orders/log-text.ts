import * as v from 'valibot';
import { printable } from '../printing/text.ts';
import type { LogLine } from '../target/target.ts';

const eventSchema = v.looseObject({ event: v.string() });

/** The fields that are the same in every line of one order. */
const HIDDEN: readonly string[] = ['event', 'order', 'number'];

/** A log line for a reader: its time, function, event and other fields. */
export const logText = ({ time, function: name, level, message }: LogLine): string => {
  const parsed = v.safeParse(eventSchema, message);
  const mark = level === 'warn' || level === 'error' ? `${level.toUpperCase()} ` : '';
  const start = `${time}  ${name.padEnd(8)}  ${mark}`;
  if (!parsed.success) return printable(`${start}${typeof message === 'string' ? message : JSON.stringify(message)}`);
  const others = Object.entries(parsed.output).filter(([field]) => !HIDDEN.includes(field));
  const texts = others.map(([field, value]) => `${field}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return printable([`${start}${parsed.output.event}`, ...texts].join(' '));
};
