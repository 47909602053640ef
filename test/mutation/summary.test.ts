import { summaryOf } from './summary.ts';

/** A report of one file with so many mutants of each status. */
const aReport = (counts: Readonly<Record<string, number>>, path = 'lambda/batch/rounds.ts') => ({
  files: {
    [path]: {
      mutants: Object.entries(counts).flatMap(([status, count]) => Array.from({ length: count }, () => ({ status }))),
    },
  },
});

it('counts the mutants of each folder', () => {
  const { files } = aReport({ Killed: 8, Timeout: 1, NoCoverage: 1 }, 'lambda/order/route.ts');
  const { lines, fault } = summaryOf({ files: { ...aReport({ Killed: 9, Survived: 1 }).files, ...files } }, 20);
  expect(lines.map((line) => line.replace(/ +/g, ' '))).toEqual([
    'lambda/batch 10 mutants 9 killed 1 survived 0 in no test 90.0 %',
    'lambda/order 10 mutants 9 killed 0 survived 1 in no test 90.0 %',
    '19 of 20 mutants were tested, score 90.0 %',
  ]);
  expect(fault).toBeUndefined();
});

it('fails if nothing was mutated', () => {
  expect(summaryOf({ files: {} }, 0)).toEqual({
    lines: ['0 of 0 mutants were tested, score none'],
    fault: 'the tested mutants should be at least 1, for 0 lines of code, got 0',
  });
});

it('fails if far fewer mutants were tested than the code has', () => {
  expect(summaryOf(aReport({ Killed: 99 }), 300).fault).toBe(
    'the tested mutants should be at least 100, for 300 lines of code, got 99',
  );
  expect(summaryOf(aReport({ Killed: 100 }), 300).fault).toBeUndefined();
});

it('fails if many mutants could not be tested, which the score does not show', () => {
  expect(summaryOf(aReport({ Killed: 89, RuntimeError: 11 }), 100).fault).toBe(
    'the tested mutants should be at least 90 % of 100, got 89',
  );
  expect(summaryOf(aReport({ Killed: 90, RuntimeError: 10 }), 100).fault).toBeUndefined();
});
