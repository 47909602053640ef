import { splitAtFloor } from './floor.ts';
import { costOf, type Line } from './usage.ts';

/** A part that a shop can do without. Every promise about orders holds without it. */
export type OptionalPart = { readonly name: string; readonly is: (line: Line) => boolean };

export const optionalParts: readonly OptionalPart[] = [
  { name: 'the board', is: ({ meter }) => meter === 'index-write' },
  { name: 'mails', is: ({ step }) => step === 'mail' },
  { name: 'WAF', is: ({ meter }) => meter === 'firewall-request' },
  { name: 'traces', is: ({ meter }) => meter === 'trace' },
  { name: 'point-in-time recovery', is: ({ meter }) => meter === 'recovery-gb-month' },
];

/** What a shop without these parts costs, and its floor, in USD for one order. */
export const minimalCost = (lines: readonly Line[]) => {
  const kept = lines.filter((line) => !optionalParts.some(({ is }) => is(line)));
  return { usd: costOf(kept), floorUsd: costOf(splitAtFloor(kept).floor) };
};

/** What each optional part costs, in USD for one order. A line of two parts counts for the first one. */
export const costOfParts = (lines: readonly Line[]) =>
  optionalParts.map(({ name, is }, n) => {
    const earlier = optionalParts.slice(0, n);
    return { name, usd: costOf(lines.filter((line) => is(line) && !earlier.some((part) => part.is(line)))) };
  });
