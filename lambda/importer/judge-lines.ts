import { STEP_TAB_ORDERS } from './limits.ts';
import type { FileLine } from './lines.ts';
import { type LineFormat, type ReadLine, readLine } from './read-line.ts';

/** A line with its number. */
type Numbered = FileLine & { readonly number: number };
/** The order or the faults of a line. */
export type JudgedLine = ReadLine & Pick<Numbered, 'number' | 'end' | 'isCut'>;

/**
 * Reads the orders of lines, up to the line with which a tab would have too many orders for one step.
 *
 * @param now the time that pick-up times are checked against
 */
export const judgeLines = (lines: readonly Numbered[], format: LineFormat, now: number): readonly JudgedLine[] => {
  const judged: JudgedLine[] = [];
  const ofTabs = new Map<string, number>();
  for (const line of lines) {
    const read = readLine(line, format, now);
    const tab = read.kind === 'valid' ? read.value.tab : undefined;
    const count = tab === undefined ? 0 : (ofTabs.get(tab) ?? 0) + 1;
    if (count > STEP_TAB_ORDERS) break;
    if (tab !== undefined) ofTabs.set(tab, count);
    judged.push({ ...read, number: line.number, end: line.end, isCut: line.isCut });
  }
  return judged;
};
