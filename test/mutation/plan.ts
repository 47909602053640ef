// A plugin of Stryker. It plans the test files of each mutant, because Stryker loads all files for every mutant.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import type { MutantTestPlan } from '@stryker-mutator/api/core';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import type { DryRunCompletedEvent, MutationTestingPlanReadyEvent, Reporter } from '@stryker-mutator/api/report';

const ROOT = join(import.meta.dirname, '..', '..');

/** The test files of each mutant, by its id. */
export const PLAN_FILE = join(ROOT, '.orderboard', 'mutation', 'plan.json');

type TestFile = {
  readonly path: string;
  /** The ids of its tests. Two files can have a test of the same name, and then of the same id. */
  readonly tests: ReadonlySet<string>;
  /** The files that it imports. */
  readonly loads: ReadonlySet<string>;
  readonly milliseconds: number;
};

class PlanReporter implements Reporter {
  private files: readonly TestFile[] = [];

  onDryRunCompleted({ result }: DryRunCompletedEvent): void {
    const files = [...Map.groupBy(result.tests, ({ fileName = '' }) => fromRoot(fileName))].map(([path, tests]) => ({
      path,
      tests: new Set(tests.map(({ id }) => id)),
      loads: loadedBy(path),
      milliseconds: tests.reduce((sum, { timeSpentMs }) => sum + timeSpentMs, 0),
    }));
    // Most mutants are killed before a slow file is needed.
    this.files = files.sort((a, b) => a.milliseconds - b.milliseconds);
  }

  onMutationTestingPlanReady({ mutantPlans }: MutationTestingPlanReadyEvent): void {
    const plan = Object.fromEntries(mutantPlans.map((mutantPlan) => [mutantPlan.mutant.id, this.filesFor(mutantPlan)]));
    mkdirSync(dirname(PLAN_FILE), { recursive: true });
    writeFileSync(PLAN_FILE, JSON.stringify(plan));
  }

  private filesFor(plan: MutantTestPlan): string[] {
    const covering = 'runOptions' in plan ? plan.runOptions.testFilter : [];
    const mutated = fromRoot(plan.mutant.fileName);
    // A static mutant is in code that runs at import. It has no list of tests, and any file that imports it can kill it.
    const canKill = ({ tests, loads }: TestFile): boolean =>
      covering ? covering.some((id) => tests.has(id)) : loads.has(mutated);
    return this.files.filter(canKill).map(({ path }) => path);
  }
}

/** Stryker's worker names files of its sandbox, and the main process those of the checkout. */
const fromRoot = (path: string): string =>
  relative(ROOT, path)
    .replaceAll('\\', '/')
    .replace(/^.*\/sandbox-[^/]+\//, '');

/** The files that a file imports, directly or not. */
const loadedBy = (path: string, seen = new Set<string>()): ReadonlySet<string> => {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const [, name = ''] of readFileSync(join(ROOT, path), 'utf8').matchAll(/'(\.{1,2}\/[^']+\.ts)'/g))
    loadedBy(normalize(join(dirname(path), name)).replaceAll('\\', '/'), seen);
  return seen;
};

export const strykerPlugins = [declareClassPlugin(PluginKind.Reporter, 'plan', PlanReporter)];
