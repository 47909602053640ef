import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPageBeside } from '../../lambda/counter/page-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'page-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('reads the page in the folder', async () => {
  writeFileSync(join(folder, 'page.json'), '{"body":""}');
  expect(await readPageBeside(folder)('page.json')).toBe('{"body":""}');
});

it('finds no page in a folder without one', async () => {
  expect(await readPageBeside(folder)('page.json')).toBeUndefined();
});

it('fails if the page cannot be read', async () => {
  mkdirSync(join(folder, 'page.json'));
  await expect(readPageBeside(folder)('page.json')).rejects.toThrow('EISDIR');
});
