import { type AcceptedLine, MAX_NOTE_LENGTH, MAX_QUANTITY, type RequestLine } from './line.ts';

/** A line that the shop refuses: the rule it breaks, and the JSON pointer of the fault inside the line. */
export type BadLine = { readonly rule: string; readonly line: object; readonly pointer: string };

/** Orders for examples, tests and the simulator: none of them needs to know the product. */
export type Samples = {
  /** A good request. */
  readonly request: {
    readonly customer: { readonly name: string; readonly email: string };
    readonly lines: readonly RequestLine[];
  };
  /** The least that a customer sends for one line. */
  readonly line: RequestLine;
  /** Another line, with every optional field: at least 60 bytes of JSON. */
  readonly fullLine: RequestLine;
  /** The line whose preparation takes the longest. */
  readonly longestLine: RequestLine;
  /** A line that was accepted under an earlier menu. No customer can order it today. */
  readonly retiredLine: AcceptedLine;
  /** At least one line for every rule of the schema. */
  readonly bad: readonly BadLine[];
};

const line = { item: 'latte', size: 'medium', quantity: 1 } satisfies RequestLine;

const badLine = (rule: string, pointer: string, fields: object): BadLine => ({
  rule,
  pointer,
  line: { ...line, ...fields },
});

export const samples: Samples = {
  request: { customer: { name: 'Ada Lovelace', email: 'ada@example.org' }, lines: [line] },
  line,
  fullLine: { item: 'flat-white', size: 'large', quantity: 2, extras: ['oat-milk'], note: 'extra hot' },
  longestLine: { ...line, quantity: MAX_QUANTITY },
  retiredLine: { item: 'cortado', size: 'tiny', quantity: 1, extras: ['gold'] },
  bad: [
    badLine('an item that is not on the menu', '/item', { item: 'unicorn-latte' }),
    badLine('an item by an inherited name', '/item', { item: 'constructor' }),
    badLine('an item called __proto__', '/item', { item: '__proto__' }),
    badLine('an unknown size', '/size', { size: 'venti' }),
    badLine('a size by an inherited name', '/size', { size: 'toString' }),
    badLine('a quantity of none', '/quantity', { quantity: 0 }),
    badLine('a negative quantity', '/quantity', { quantity: -1 }),
    badLine('a quantity above the largest', '/quantity', { quantity: MAX_QUANTITY + 1 }),
    badLine('a quantity that is not whole', '/quantity', { quantity: 1.5 }),
    badLine('a quantity as text', '/quantity', { quantity: '2' }),
    badLine('an extra by an inherited name', '/extras/0', { extras: ['hasOwnProperty'] }),
    badLine('an extra twice', '/extras', { extras: ['oat-milk', 'oat-milk'] }),
    badLine('a note that is too long', '/note', { note: 'x'.repeat(MAX_NOTE_LENGTH + 1) }),
    badLine('a note of two lines', '/note', { note: 'hot\nand strong' }),
    badLine('a note that shows nothing', '/note', { note: '\u200b' }),
    badLine('a price in a line', '/cents', { cents: 1 }),
  ],
};
