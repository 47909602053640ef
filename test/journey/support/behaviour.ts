import { type Behaviour, behaviours, type Standing } from '../../parity/table.ts';
import { targetKind } from './target.ts';

const runs = { documented: it, differs: it.failing, missing: it.skip } as const;

const noteOf = (standing: Standing): string => {
  if (standing.kind === 'documented') return '';
  if (standing.kind === 'differs') return ` [differs on ${targetKind}: ${standing.how}]`;
  return ` [missing on ${targetKind}: ${standing.why}]`;
};

/** The way in which a test of this behaviour runs on this target: as a test, as one that must fail, or not at all. */
export const itOf = (behaviour: Behaviour) => {
  const standing: Standing = behaviours[behaviour][targetKind];
  return (name: string, test: () => Promise<void>, milliseconds?: number): void =>
    runs[standing.kind](`${name}${noteOf(standing)}`, test, milliseconds);
};
