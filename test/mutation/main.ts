// npm run mutate: plants bugs in lambda/, one at a time, and a test in test/lambda must find each. Options go to Stryker:
// "npm run mutate -- --mutate 'lambda/batch/*.ts'" mutates one folder.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { reportSchema, summaryOf } from './summary.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const STRYKER = join(ROOT, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
const REPORT = join(ROOT, '.orderboard', 'mutation', 'report.json');

/** The lines of a run of all files. A run of some files has no least number. */
const codeLines = (options: readonly string[]): number =>
  options.some((option) => /^(-m|--mutate)/.test(option))
    ? 0
    : readdirSync(join(ROOT, 'lambda'), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts'))
        .flatMap((path) =>
          readFileSync(join(ROOT, 'lambda', path), 'utf8')
            .trimEnd()
            .split('\n'),
        ).length;

const runStryker = async (options: readonly string[]): Promise<boolean> => {
  const child = spawn(process.execPath, [STRYKER, 'run', ...options], { cwd: ROOT, stdio: 'inherit' });
  const [code]: (number | null)[] = await once(child, 'close');
  return code === 0;
};

const options = process.argv.slice(2);
rmSync(REPORT, { force: true });
const passed = await runStryker(options);
if (!passed) process.exitCode = 1;

// Stryker writes no report if it finds nothing to mutate.
const report = existsSync(REPORT) ? v.parse(reportSchema, JSON.parse(readFileSync(REPORT, 'utf8'))) : { files: {} };
const { lines, fault } = summaryOf(report, codeLines(options));
for (const line of lines) console.log(line);
if (fault !== undefined) {
  console.error(fault);
  process.exitCode = 1;
}
