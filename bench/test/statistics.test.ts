import { quartilesOf, ratiosOf } from '../report/statistics.ts';

describe('the quartiles of a sample', () => {
  it('are values of the sample if its size permits, in any order', () => {
    expect(quartilesOf([5, 1, 4, 2, 3])).toEqual({ first: 2, median: 3, third: 4 });
  });

  it('lie between two values otherwise', () => {
    expect(quartilesOf([1, 2, 3, 4])).toEqual({ first: 1.75, median: 2.5, third: 3.25 });
  });

  it('are the one value of a sample of one', () => {
    expect(quartilesOf([7])).toEqual({ first: 7, median: 7, third: 7 });
  });

  it('refuses an empty sample', () => {
    expect(() => quartilesOf([])).toThrow('a sample should have at least one value, got 0');
  });
});

describe('the ratios of two contestants', () => {
  it('compare the values of the same round', () => {
    // GIVEN a machine that is ten times slower in the second round
    const [ours, theirs] = [
      [1, 20, 3],
      [2, 40, 4],
    ];
    // THEN that round shows the same ratio as the first one
    expect(ratiosOf(ours ?? [], theirs ?? [])).toEqual({ first: 0.5, median: 0.5, third: 0.625 });
  });

  it('refuses samples of different sizes', () => {
    expect(() => ratiosOf([1, 2], [1])).toThrow('one value per round, got 2 and 1');
  });
});
