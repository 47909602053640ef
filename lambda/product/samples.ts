import type { AcceptedLine, RequestLine } from './line.ts';

/** A line that the shop refuses: the rule it breaks, and the JSON pointer of the fault inside the line. */
export type BadLine = { readonly rule: string; readonly line: object; readonly pointer: string };

/** Lines for examples, tests and the simulator: none of them needs to know the product. */
export type Samples = {
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

const refused = (rule: string, pointer: string, fields: object): BadLine => ({
  rule,
  pointer,
  line: { ...line, ...fields },
});

export const samples: Samples = {
  line,
  fullLine: { item: 'flat-white', size: 'large', quantity: 2, extras: ['oat-milk'], note: 'extra hot' },
  longestLine: { ...line, quantity: 20 },
  retiredLine: { item: 'cortado', size: 'tiny', quantity: 1, extras: ['gold'] },
  bad: [
    refused('an item that is not on the menu', '/item', { item: 'unicorn-latte' }),
    refused('an item by an inherited name', '/item', { item: 'constructor' }),
    refused('an item called __proto__', '/item', { item: '__proto__' }),
    refused('an unknown size', '/size', { size: 'venti' }),
    refused('a size by an inherited name', '/size', { size: 'toString' }),
    refused('a quantity of none', '/quantity', { quantity: 0 }),
    refused('a negative quantity', '/quantity', { quantity: -1 }),
    refused('a quantity above the largest', '/quantity', { quantity: 21 }),
    refused('a quantity that is not whole', '/quantity', { quantity: 1.5 }),
    refused('a quantity as text', '/quantity', { quantity: '2' }),
    refused('an extra by an inherited name', '/extras/0', { extras: ['hasOwnProperty'] }),
    refused('an extra twice', '/extras', { extras: ['oat-milk', 'oat-milk'] }),
    refused('a note that is too long', '/note', { note: 'x'.repeat(141) }),
    refused('a note of two lines', '/note', { note: 'hot\nand strong' }),
    refused('a price in a line', '/cents', { cents: 1 }),
  ],
};
