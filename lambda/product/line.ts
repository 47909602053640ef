import * as v from 'valibot';
import { anyOf, closed, oneLine, oneOf, visibleLine, wholeNumber } from '../parsing/schema.ts';
import { drinkNames, drinks, extraNames, extras, sizes } from './menu.ts';

/** The largest quantity of one line: it bounds how long `prepare` can take. */
export const MAX_QUANTITY = 20;
/** The longest note, in Unicode code points. */
export const MAX_NOTE_LENGTH = 140;

const extrasPhrase = `a list without duplicates of ${anyOf(extraNames)}`;
const quantity = wholeNumber(1, MAX_QUANTITY);

/** A line as a customer sends it, checked against today's menu. */
export const requestLineSchema = closed({
  item: oneOf(drinkNames),
  size: oneOf(sizes),
  quantity,
  extras: v.exactOptional(
    v.pipe(
      v.array(oneOf(extraNames), extrasPhrase),
      v.check((names) => new Set(names).size === names.length, extrasPhrase),
      v.metadata({ uniqueItems: true }),
    ),
  ),
  note: v.exactOptional(visibleLine(MAX_NOTE_LENGTH)),
});
export type RequestLine = v.InferOutput<typeof requestLineSchema>;

/** A line of an accepted order. Its names come from the menu of the day on which it was accepted. */
export const acceptedLineSchema = closed({
  item: oneLine(64),
  size: oneLine(64),
  quantity,
  extras: v.exactOptional(v.array(oneLine(64), 'a list of extras')),
  note: v.exactOptional(oneLine(MAX_NOTE_LENGTH)),
});
export type AcceptedLine = v.InferOutput<typeof acceptedLineSchema>;

/** The price of an order by today's menu, in cents of `currency`. */
export const totalCents = (lines: readonly RequestLine[]): number =>
  lines.reduce((total, line) => total + lineCents(line), 0);

/** The price of one line in cents: (drink in its size + extras) × quantity. */
const lineCents = ({ item, size, quantity, extras: added = [] }: RequestLine): number =>
  quantity * added.reduce<number>((cents, extra) => cents + extras[extra], drinks[item][size]);
