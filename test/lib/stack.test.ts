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

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundle #1 '));
  for (const { path, contents } of buildSync(assetOptions('cashier')).outputFiles)
    writeFileSync(join(folder, basename(path)), contents);
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

it('writes no absolute path into the source map', () => {
  const { sources } = v.parse(
    v.object({ sources: v.array(v.string()) }),
    JSON.parse(readFileSync(join(folder, 'index.mjs.map'), 'utf8')),
  );
  expect(sources).toContain('lambda/log.ts');
  expect(sources.filter((source) => /^(\/|\w+:)/.test(source))).toEqual([]);
});
