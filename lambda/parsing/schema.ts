import * as v from 'valibot';
import { excerpt, hasAtMost, isPrintable, isPrintableText, isVisible } from './text.ts';

/** One fault of an input: its JSON pointer (RFC 6901), and a sentence with the expected and the received value. */
export type Fault = { readonly pointer: string; readonly detail: string };

export type Parsed<T> =
  | { readonly kind: 'valid'; readonly value: T }
  | { readonly kind: 'invalid'; readonly faults: Fault[] };

/** The most faults in one answer: a body full of faults must not cause an answer of megabytes. */
const MAX_FAULTS = 20;
const MAX_SHOWN = 40;

type Issue = v.BaseIssue<unknown>;
/** Whether faults show received values. */
export type Values = 'shown' | 'hidden';

const segment = (item: v.IssuePathItem): string =>
  excerpt(String(item.key), 2 * MAX_SHOWN)
    .replaceAll('~', '~0')
    .replaceAll('/', '~1');
const isUnknownField = (issue: Issue): boolean => issue.expected === 'never';

/** With hidden values, the name of an unknown field is hidden too: the sender chose it. */
const pointerTo = (issue: Issue, values: Values): string => {
  const path = values === 'hidden' && isUnknownField(issue) ? issue.path?.slice(0, -1) : issue.path;
  return (path ?? []).map((item) => `/${segment(item)}`).join('');
};
/** The last name in a path, or the list that holds the last entry. */
const nameOf = (path: readonly v.IssuePathItem[]): string => {
  const names = path.map(({ key }) => key).filter((key) => typeof key === 'string');
  const name = excerpt(names.at(-1) ?? 'the body', MAX_SHOWN);
  return typeof path.at(-1)?.key === 'number' ? `each entry of ${name}` : name;
};

/** A rule about several fields is checked on their object, and its fault is at one of them. */
const received = ({ path, input }: Issue): unknown => {
  const place = path?.at(-1);
  return place ? place.value : input;
};

/** A value as a fault shows it: JSON on one line, shortened. */
const shown = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of length ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = typeof value === 'string' ? `'${JSON.stringify(value).slice(1, -1)}'` : String(value);
  return text.length > MAX_SHOWN ? `${excerpt(text, MAX_SHOWN)}…` : text;
};

/** "size should be small, medium or large, got 'venti'": a schema's `message` is the phrase for the expected value. */
const detailOf = (issue: Issue, values: Values): string => {
  const path = issue.path ?? [];
  if (issue.type === 'strict_object') {
    const parent = nameOf(path.slice(0, -1));
    if (!isUnknownField(issue)) return `${parent} should have the field '${nameOf(path)}', got none`;
    return `${parent} should have ${issue.message}${values === 'shown' ? `, got '${nameOf(path)}'` : ''}`;
  }
  return `${nameOf(path)} should be ${issue.message}${values === 'shown' ? `, got ${shown(received(issue))}` : ''}`;
};

/**
 * Checks an input against a schema.
 *
 * @param values `hidden` keeps received values out of faults that are stored or logged (P7)
 */
export const parse = <Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
  { values }: { readonly values: Values },
): Parsed<v.InferOutput<Schema>> => {
  const result = v.safeParse(schema, input);
  if (result.success) return { kind: 'valid', value: result.output };
  const faults = result.issues
    .slice(0, MAX_FAULTS)
    .map((issue) => ({ pointer: pointerTo(issue, values), detail: detailOf(issue, values) }));
  return { kind: 'invalid', faults };
};

/** An object with these fields only. It refuses every other field, `__proto__` and `constructor` too. */
export const closed = <const Entries extends v.ObjectEntries>(entries: Entries) => {
  const isObject = (input: unknown): boolean => typeof input === 'object' && input !== null && !Array.isArray(input);
  return v.pipe(
    v.custom<object>(isObject, 'an object'),
    v.strictObject(entries, `no fields other than ${anyOf(Object.keys(entries))}`),
  );
};

/** "a, b or c". */
export const anyOf = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;

/** One of these words. */
export const oneOf = <const Names extends readonly string[]>(names: Names) => v.picklist(names, anyOf(names));

/** A whole number from `least` to `most`. */
export const wholeNumber = (least: number, most: number) => {
  const message = `a whole number from ${least} to ${most}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(least, message), v.maxValue(most, message));
};

/** Tells the description of the API how long a text can be. JSON Schema counts Unicode code points too, and cannot read a check. */
export const lengths = (most: number) => {
  const keywords = { minLength: 1, maxLength: most };
  return v.metadata<string, typeof keywords>(keywords);
};

/** Text of at most this many characters (Unicode code points) for which a check holds. */
const limitedText = (most: number, message: string, holds: (text: string) => boolean) =>
  v.pipe(
    v.string(message),
    v.check((text) => hasAtMost(most, text) && holds(text), message),
    lengths(most),
  );

/** Text on one line, not only blanks, of at most this many characters (Unicode code points). */
export const oneLine = (most: number) =>
  limitedText(most, `1 to ${most} characters on one line`, (text) => text.trim() !== '' && isPrintable(text));

/** Text of a customer on one line. Some text has characters and shows nothing. */
export const visibleLine = (most: number) =>
  limitedText(
    most,
    `1 to ${most} printable characters (Unicode code points) on one line, at least one of them visible`,
    (text) => isPrintable(text) && isVisible(text),
  );

/** Text of a customer on one or several lines. */
export const visibleText = (most: number) =>
  limitedText(
    most,
    `1 to ${most} printable characters (Unicode code points) and line feeds, at least one of them visible`,
    (text) => isPrintableText(text) && isVisible(text),
  );

const isoTime = 'an ISO 8601 time in UTC with milliseconds';
const isTime = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text));

/** A time in the format that this system writes. */
export const time = v.pipe(v.string(isoTime), v.check(isTime, isoTime), v.metadata({ format: 'date-time' }));
