// npm run check:templates: holds the templates of both stages, with the barista as a function and in containers, against cfn-lint and checkov, with the suppressions of
// lib/suppressions.ts, and with every part. Exit code 1: a finding that no suppression names, or a suppression without a finding.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { stages } from '../../lib/stages.ts';
import type { Checker, Finding, Templates } from '../../lib/suppressions.ts';
import { cdk } from '../targets/run.ts';
import { faultsOf, type Named, nameOf, namesIn, readCfnLint, readCheckov } from './reports.ts';

type Program = {
  readonly checker: Checker;
  readonly args: (templates: readonly string[]) => readonly string[];
  readonly read: (report: unknown, names: Named) => Finding[];
};

const programs: readonly Program[] = [
  { checker: 'cfn-lint', args: (templates) => ['--format', 'json', '-t', ...templates], read: readCfnLint },
  {
    checker: 'checkov',
    args: (templates) => ['--framework', 'cloudformation', '--skip-download', '-o', 'json', '-f', ...templates],
    read: readCheckov,
  },
];

const ROOT = join(import.meta.dirname, '..', '..');
const PINS = readFileSync(join(ROOT, '.ci', 'checkers.txt'), 'utf8');
const pinOf = ({ checker }: Program): string | undefined => new RegExp(`^${checker}==(.*)$`, 'm').exec(PINS)?.[1];

/** The output of a program, or nothing if it is not installed. Its exit code only tells whether it found something. */
const outputOf = async ({ checker }: Program, args: readonly string[]): Promise<string> => {
  const child = spawn(checker, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const started = once(child, 'spawn').then(
    () => true,
    () => false,
  );
  return (await started) ? text(child.stdout) : '';
};

/** Whether the pinned version of a program is installed. Another version has other checks, and would contradict the suppressions. */
const isInstalled = async (program: Program): Promise<boolean> => {
  const version = /\d+\.\d+\.\d+/.exec(await outputOf(program, ['--version']))?.[0];
  if (version === pinOf(program)) return true;
  const line = '#'.repeat(80);
  console.error(
    `${line}\n#  ${program.checker} DID NOT RUN: version ${pinOf(program)} is expected, got ${version ?? 'none'}.\n` +
      `#  Install it with "pip install -r .ci/checkers.txt".\n${line}`,
  );
  return false;
};

const checkTemplates = async (
  templates: Templates,
  outdir: string,
  installed: readonly Program[],
): Promise<string[]> => {
  const quiet = { signal: new AbortController().signal, environment: {} };
  const { stage, compute } = templates;
  const context = [`stage=${stage}`, `compute=${compute}`, 'without=', 'mail=on'].flatMap((value) => ['-c', value]);
  await cdk(['synth', '-q', ...context, '-o', outdir], quiet);
  const files = readdirSync(outdir).filter((name) => name.endsWith('.template.json'));
  const names: Named = new Map(
    files.flatMap((file) => [...namesIn(file, JSON.parse(readFileSync(join(outdir, file), 'utf8')))]),
  );
  const faults: string[] = [];
  for (const program of installed) {
    const paths = files.map((file) => join(outdir, file));
    const findings = program.read(JSON.parse(await outputOf(program, program.args(paths))), names);
    const found = faultsOf(program.checker, templates, findings);
    console.log(`${nameOf(templates)}: ${program.checker} has ${findings.length} findings, and ${found.length} faults`);
    faults.push(...found);
  }
  return faults;
};

/** Without its folder, the worker has no image. */
const forms = existsSync(join(ROOT, 'worker')) ? (['functions', 'containers'] as const) : (['functions'] as const);
const all: Templates[] = Object.keys(stages).flatMap((stage) => forms.map((compute) => ({ stage, compute })));

const installed: Program[] = [];
for (const program of programs) if (await isInstalled(program)) installed.push(program);
const faults: string[] = [];
for (const templates of installed.length === 0 ? [] : all) {
  const outdir = mkdtempSync(join(tmpdir(), 'orderboard-templates-'));
  faults.push(...(await checkTemplates(templates, outdir, installed)));
  rmSync(outdir, { recursive: true, force: true });
}
for (const fault of faults) console.error(fault);
// On GitHub, a run that did nothing would be green.
const isComplete = installed.length === programs.length || process.env.GITHUB_ACTIONS !== 'true';
process.exitCode = faults.length === 0 && isComplete ? 0 : 1;
