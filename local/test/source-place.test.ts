import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { sourcePlace } from '../functions/source-place.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'place #1 '));
  writeFileSync(join(folder, 'part.ts'), 'export const run = () => {\n  throw new Error("in the part");\n};');
  writeFileSync(
    join(folder, 'handler.ts'),
    'export const part = () => import("./part.ts");\n\nexport const fail = () => {\n  throw new Error("here");\n};',
  );
  const options = { bundle: true, splitting: true, format: 'esm', sourcemap: true } as const;
  buildSync({
    ...options,
    absWorkingDir: folder,
    entryPoints: ['handler.ts'],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An error that was thrown in a file of the bundle, where it has this text. */
const errorAt = (file: string, text: string): Error => {
  const lines = readFileSync(join(folder, file), 'utf8').split('\n');
  const row = lines.findIndex((line) => line.includes(text));
  const column = String(lines[row]).indexOf('throw') + 1;
  const error = new Error(text);
  error.stack = `Error: ${text}\n    at run (${pathToFileURL(join(folder, file)).href}:${row + 1}:${column})`;
  return error;
};
const modulePath = (): string => join(folder, 'handler.mjs');

it('names the line of the sources for an error in a module', () => {
  expect(sourcePlace(errorAt('handler.mjs', 'here'), modulePath())).toMatch(/^handler\.ts:4:\d+$/);
});

it('names the line of the sources for an error in a chunk of the module', () => {
  const chunk = readdirSync(folder).find((name) => /^part-\w+\.mjs$/.test(name)) ?? '';
  expect(sourcePlace(errorAt(chunk, 'in the part'), modulePath())).toMatch(/^part\.ts:2:\d+$/);
});

it('names no line for an error of another module', () => {
  const error = new Error('elsewhere');
  error.stack = `Error: elsewhere\n    at run (${pathToFileURL(join(tmpdir(), 'other.mjs')).href}:1:1)`;
  expect(sourcePlace(error, modulePath())).toBeUndefined();
});
