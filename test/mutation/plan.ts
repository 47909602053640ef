// A plugin of Stryker. It plans the test files of each mutant, because Stryker loads all files for every mutant.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import type { MutantTestPlan } from '@stryker-mutator/api/core';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import type { DryRunCompletedEvent, MutationTestingPlanReadyEvent, Reporter } from '@stryker-mutator/api/report';

const ROOT = join(import.meta.dirname, '..', '..');

/** The test files of each mutant, by its id. */
export const PLAN_FILE = join(ROOT, '.orderboard', 'mutation', 'plan.json');

class PlanReporter implements Reporter {
  private fileOfTest: ReadonlyMap<string, string> = new Map();
  private files: readonly TestFile[] = [];

  onDryRunCompleted({ result: { tests } }: DryRunCompletedEvent): void {
    this.fileOfTest = new Map(tests.map(({ id, fileName = '' }) => [id, fromRoot(fileName)]));
    const byFile = Map.groupBy(tests, ({ fileName = '' }) => fromRoot(fileName));
    const durationOf = (path: string): number =>
      (byFile.get(path) ?? []).reduce((sum, { timeSpentMs }) => sum + timeSpentMs, 0);
    this.files = [...byFile.keys()]
      .sort((a, b) => durationOf(a) - durationOf(b))
      .map((path) => ({ path, loads: loadedBy(path) }));
  }

  onMutationTestingPlanReady({ mutantPlans }: MutationTestingPlanReadyEvent): void {
    const plan = Object.fromEntries(mutantPlans.map((mutantPlan) => [mutantPlan.mutant.id, this.filesFor(mutantPlan)]));
    mkdirSync(dirname(PLAN_FILE), { recursive: true });
    writeFileSync(PLAN_FILE, JSON.stringify(plan));
  }

  /** The fastest files come first: most mutants are killed before a slow one is needed. */
  private filesFor(plan: MutantTestPlan): string[] {
    const covering = 'runOptions' in plan ? plan.runOptions.testFilter : [];
    const paths = new Set(covering?.map((id) => this.fileOfTest.get(id)));
    const mutated = fromRoot(plan.mutant.fileName);
    // A static mutant is in code that runs at import. It has no list of tests, and any file that imports it can kill it.
    const canKill = ({ path, loads }: TestFile): boolean => (covering ? paths.has(path) : loads.has(mutated));
    return this.files.filter(canKill).map(({ path }) => path);
  }
}

type TestFile = { readonly path: string; readonly loads: ReadonlySet<string> };

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
