import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import * as v from 'valibot';
import { cashierVariables } from '../../lambda/environment.ts';
import { assetOptions } from '../../lib/bundle.ts';

const ROOT = join(__dirname, '..', '..');
const lineSchema = v.pipe(v.string(), v.parseJson(), v.looseObject({ event: v.string(), stack: v.array(v.string()) }));

const AWS = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' };

const writeBundle = (options: ReturnType<typeof assetOptions>, into: string): void => {
  for (const { path, contents } of buildSync(options).outputFiles) writeFileSync(join(into, basename(path)), contents);
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundle #1 '));
  writeBundle(assetOptions('cashier'), folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Sends the bundled cashier an event without a body, which no gateway sends. Returns the line that it logs. */
const logOfFailure = (options: string) => {
  const bundle = pathToFileURL(join(folder, 'index.mjs')).href;
  const code = `
    console.error = (line) => console.log(JSON.stringify(line));
    const { handler } = await import('${bundle}');
    await handler();`;
  const variables = Object.fromEntries(cashierVariables.map((name) => [name, '1']));
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    encoding: 'utf8',
    env: { ...process.env, ...variables, ...AWS, NODE_OPTIONS: options },
  });
  expect(stderr).toBe('');
  return { text: stdout, line: v.parse(lineSchema, stdout) };
};

it.each([
  ['by itself', ''],
  ['if Node.js reads the source map', '--enable-source-maps'],
])('logs the lines of TypeScript in the stack of an unexpected error, %s', (_how, options) => {
  const { text, line } = logOfFailure(options);
  const outermost = line.stack.findLast((frame) => frame.startsWith('lambda/'));
  const [file = '', row, column] = outermost?.split(':') ?? [];

  expect(file).toBe('lambda/cashier/cashier.ts');
  const code = readFileSync(join(ROOT, file), 'utf8').split('\n')[Number(row) - 1];
  expect(code?.slice(Number(column) - 1)).toMatch(/^answer\(request\)/);
  expect(text).not.toContain(basename(folder));
  expect(text).not.toContain(ROOT);
});

it('logs the lines of TypeScript for a chunk that is loaded later', async () => {
  const sources = mkdtempSync(join(tmpdir(), 'sources '));
  const log = join(ROOT, 'lambda', 'log.ts');
  writeFileSync(join(sources, 'part.ts'), '\nexport const fail = (): never => { throw new Error("boom"); };');
  writeFileSync(
    join(sources, 'handler.ts'),
    `import { describe } from ${JSON.stringify(log)};
    export const handler = async () => {
      const { fail } = await import('./part.ts');
      try { fail(); } catch (error) { console.log(JSON.stringify(describe(error).stack)); }
    };`,
  );
  writeBundle({ ...assetOptions('cashier'), entryPoints: [join(sources, 'handler.ts')] }, sources);
  const code = `(await import('${pathToFileURL(join(sources, 'index.mjs')).href}')).handler();`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' });
  rmSync(sources, { recursive: true, force: true });

  expect(JSON.parse(stdout)[0]).toMatch(/sources [^/]*\/part\.ts:2:\d+$/);
});

it('writes no absolute path into the source map', () => {
  const { sources } = v.parse(
    v.object({ sources: v.array(v.string()) }),
    JSON.parse(readFileSync(join(folder, 'index.mjs.map'), 'utf8')),
  );
  expect(sources).toContain('lambda/cashier/cashier.ts');
  expect(sources.filter((source) => /^(\/|\w+:)/.test(source))).toEqual([]);
});
