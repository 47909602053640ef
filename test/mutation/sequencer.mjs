import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { PLAN_FILE } from './plan.ts';

/** Gives Jest the test files that can kill the mutant of a run, in the order of the plan. */
export default class PlannedSequencer {
  sort(tests) {
    const mutant = process.env.__STRYKER_ACTIVE_MUTANT__;
    if (mutant === undefined) return tests; // the dry run, which the plan is made from
    const byFile = new Map(tests.map((test) => [relative(process.cwd(), test.path).replaceAll('\\', '/'), test]));
    const planned = JSON.parse(readFileSync(PLAN_FILE, 'utf8'))[mutant];
    return planned.map((file) => byFile.get(file));
  }

  cacheResults() {}
}
