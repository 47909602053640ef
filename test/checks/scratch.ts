import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import * as v from 'valibot';

const ROOT = join(import.meta.dirname, '..', '..');

/** A copy of the checkout that a check may change. It shares the packages. */
export type Scratch = {
  readonly folder: string;
  /** Deletes a file or folder of the copy. */
  remove(path: string): void;
  /** Copies a folder of the copy to another place in it. */
  copy(from: string, to: string): void;
  /**
   * Runs a command in the copy.
   *
   * @param command a file of the packages, such as `typescript/bin/tsc`, or of the copy
   * @throws Error with the end of its output if it fails
   */
  run(command: string, ...args: string[]): Promise<string>;
  /** The test files of some folders, as paths with `/` on every system. */
  testFiles(...folders: string[]): string[];
  /**
   * Runs test files, and describes what ran.
   *
   * @throws Error if a test fails, or if Jest does not run every file
   */
  test(files: readonly string[]): Promise<string>;
};

const resultsSchema = v.object({
  numTotalTestSuites: v.number(),
  numPassedTests: v.number(),
  numPendingTests: v.number(),
  testResults: v.array(
    v.object({
      name: v.string(),
      status: v.string(),
      message: v.string(),
    }),
  ),
});

/** Calls a check with a scratch copy of the checkout, and deletes the copy afterwards. */
export const withScratch = async (check: (scratch: Scratch) => Promise<void>): Promise<void> => {
  // Jest compares real paths. The temporary folder is a link on macOS, and can have a short name on Windows.
  const folder = realpathSync.native(mkdtempSync(join(tmpdir(), 'orderboard-')));
  process.once('SIGINT', () => process.exit(130));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const path of await filesOfCheckout()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(ROOT, path), join(folder, path));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction'); // needs no privilege on Windows
  await check(createScratch(folder));
  rmSync(folder, { recursive: true, force: true });
};

const createScratch = (folder: string): Scratch => {
  const run: Scratch['run'] = (command, ...args) => runNode(folder, [command, ...args]);
  return {
    folder,
    remove: (path) => rmSync(join(folder, path), { recursive: true }),
    copy: (from, to) => cpSync(join(folder, from), join(folder, to), { recursive: true }),
    run,
    testFiles: (...folders) =>
      folders.flatMap((name) =>
        readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' })
          .filter((path) => path.endsWith('.test.ts'))
          .map((path) => `${name}/${path.replaceAll('\\', '/')}`),
      ),
    test: async (files) => {
      const results = join(folder, 'results.json');
      const paths = files.map((path) => join(folder, path));
      const jest = run(
        'node_modules/jest/bin/jest.js',
        '--json',
        '--outputFile',
        results,
        '--runTestsByPath',
        ...paths,
      );
      await jest.catch((error: unknown) => failWith(results, error));
      const counts = v.parse(resultsSchema, JSON.parse(readFileSync(results, 'utf8')));
      const { numTotalTestSuites: ran, numPassedTests: passed, numPendingTests: skipped } = counts;
      if (ran !== files.length) throw new Error(`Jest should run ${files.length} test files, got ${ran}`);
      return `${passed} tests in ${ran} files passed, ${skipped} skipped`;
    },
  };
};

/** @throws Error with the failures of each test file, or the error of a run without results */
const failWith = (results: string, error: unknown): never => {
  if (!existsSync(results)) throw error;
  const { testResults } = v.parse(resultsSchema, JSON.parse(readFileSync(results, 'utf8')));
  const failed = testResults.filter(({ status }) => status === 'failed');
  throw new Error(
    `every test should pass, got\n${failed.map(({ name, message }) => `${name}\n${message}`).join('\n')}`,
  );
};

/** The files that git tracks, and new ones that it does not ignore. */
const filesOfCheckout = async (): Promise<string[]> => {
  const listed = await runCommand('git', ROOT, ['ls-files', '--cached', '--others', '--exclude-standard', '-z']);
  const deleted = await runCommand('git', ROOT, ['ls-files', '--deleted', '-z']);
  const gone = new Set(deleted.split('\0'));
  return listed.split('\0').filter((path) => path !== '' && !gone.has(path));
};

const runNode = (cwd: string, args: readonly string[]): Promise<string> => runCommand(process.execPath, cwd, args);

const LAST_LINES = 60;

const runCommand = async (command: string, cwd: string, args: readonly string[]): Promise<string> => {
  const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
  const child = spawn(command, args, { cwd, env: { ...process.env, PATH }, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code]: (number | null)[] = await once(child, 'close');
  const output = Buffer.concat(chunks).toString();
  if (code === 0) return output;
  const end = output.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
  throw new Error(`"${args.join(' ')}" should succeed, got exit code ${code}:\n${end}`);
};
