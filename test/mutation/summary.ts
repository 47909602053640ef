import * as v from 'valibot';

const KILLED = ['Killed', 'Timeout'];
const TESTED = [...KILLED, 'Survived'];
/** Stryker leaves all other statuses, such as `RuntimeError`, out of the score. */
const SCORED = [...TESTED, 'NoCoverage'];

/** The part of Stryker's report that the summary reads. */
export const reportSchema = v.object({
  files: v.record(v.string(), v.object({ mutants: v.array(v.object({ status: v.string() })) })),
});
export type Report = v.InferOutput<typeof reportSchema>;

export type Summary = {
  /** A row for each folder, and a sentence about the run. */
  readonly lines: readonly string[];
  /** Why the run proves nothing, if so. */
  readonly fault?: string;
};

/** A run that tested fewer of its mutants, or that had fewer in all, has lost a part of the code or of the tests. */
const LEAST_TESTED = 0.9;
const LINES_PER_MUTANT = 3;

/**
 * Counts the mutants of a report by folder.
 *
 * @param codeLines the lines of code that the run had to mutate: there is a mutant for each 1.4 of them
 */
export const summaryOf = ({ files }: Report, codeLines: number): Summary => {
  const all = Object.entries(files).flatMap(([path, { mutants }]) =>
    mutants.map(({ status }) => ({ folder: folderOf(path), status })),
  );
  const rows = [...Map.groupBy(all, ({ folder }) => folder)].sort(([a], [b]) => (a < b ? -1 : 1));
  const tested = count(all, TESTED);
  const total = `${tested} of ${all.length} mutants were tested, score ${scoreOf(all)}`;
  const lines = [...rows.map(([folder, mutants]) => rowOf(folder, mutants)), total];
  const least = Math.max(1, Math.ceil(codeLines / LINES_PER_MUTANT));
  if (tested < least)
    return {
      lines,
      fault: `the tested mutants should be at least ${least}, for ${codeLines} lines of code, got ${tested}`,
    };
  if (tested < LEAST_TESTED * all.length)
    return {
      lines,
      fault: `the tested mutants should be at least ${LEAST_TESTED * 100} % of ${all.length}, got ${tested}`,
    };
  return { lines };
};

type Mutant = { readonly status: string };

const folderOf = (path: string): string => path.split('/').slice(0, 2).join('/');

const count = (mutants: readonly Mutant[], statuses: readonly string[]): number =>
  mutants.filter(({ status }) => statuses.includes(status)).length;

const scoreOf = (mutants: readonly Mutant[]): string => {
  const scored = count(mutants, SCORED);
  return scored === 0 ? 'none' : `${((100 * count(mutants, KILLED)) / scored).toFixed(1)} %`;
};

const rowOf = (folder: string, mutants: readonly Mutant[]): string =>
  [
    folder.padEnd(24),
    `${mutants.length} mutants`.padStart(12),
    `${count(mutants, KILLED)} killed`.padStart(12),
    `${count(mutants, ['Survived'])} survived`.padStart(13),
    `${count(mutants, ['NoCoverage'])} in no test`.padStart(15),
    scoreOf(mutants).padStart(9),
  ].join('');
