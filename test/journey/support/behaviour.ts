import { type Behaviour, behaviours, type Row, type Standing } from '../../parity/table.ts';
import { noteOn, type TestedPart } from './parts.ts';
import { isInContainers, targetKind } from './target.ts';

const runs = { documented: it, differs: it.failing, missing: it.skip } as const;

const standingOf = (row: Row): Standing =>
  row.isOfMapping && isInContainers ? { kind: 'documented' } : row[targetKind];

const noteOf = (standing: Standing): string => {
  if (standing.kind === 'documented') return '';
  if (standing.kind === 'differs') return ` [differs on ${targetKind}: ${standing.how}]`;
  return ` [missing on ${targetKind}: ${standing.why}]`;
};

/**
 * The way in which a test of this behaviour runs on this target: as a test, as one that must fail, or not at all.
 *
 * @param parts the parts of the shop that the test needs
 */
export const itOf = (behaviour: Behaviour, ...parts: readonly TestedPart[]) => {
  const standing = standingOf(behaviours[behaviour]);
  const absent = noteOn(parts);
  const run = absent === undefined ? runs[standing.kind] : it.skip;
  return (name: string, test: () => Promise<void>, milliseconds?: number): void =>
    run(`${name}${noteOf(standing)}${absent ?? ''}`, test, milliseconds);
};
