import { createTally, sentenceOf } from '../report/tally.ts';

describe('the tally of a run', () => {
  it('compares the measurements with the plan', () => {
    // GIVEN a run that measures all that it plans
    const tally = createTally({ runs: 2, messages: 10 });
    tally.add('runs');
    tally.add('runs');
    tally.add('messages', 10);
    // THEN its summary says so
    expect(sentenceOf(tally.close())).toBe('2 of 2 runs, 10 of 10 messages');
  });

  it('fails if less was measured than planned', () => {
    const tally = createTally({ runs: 2 });
    tally.add('runs');
    expect(() => tally.close()).toThrow('the run should measure all that it plans, got 1 of 2 runs');
  });

  it('fails if more was measured than planned', () => {
    const tally = createTally({ runs: 1 });
    tally.add('runs', 2);
    expect(() => tally.close()).toThrow('got 2 of 1 runs');
  });

  it('refuses to count something that the plan does not name', () => {
    expect(() => createTally({ runs: 1 }).add('walks')).toThrow("the plan should name 'walks', got runs");
  });
});
