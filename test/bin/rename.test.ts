import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../journey/support/target.ts';

let checkout: string;
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'orderboard-rename-'));
  git('init', '--quiet');
  write('lib/apple/apple-store.ts', 'export const anApple = "one apple";\n');
  write('README.md', 'Two apples.\n');
  write('picture.bin', 'apple\0');
  write('.gitignore', 'ignored\n');
  commit();
  write('ignored/apple.txt', 'apple');
});
afterEach(() => rmSync(checkout, { recursive: true }));

const git = (...args: readonly string[]): string => execFileSync('git', args, { cwd: checkout, encoding: 'utf8' });
const path = (name: string): string => join(checkout, name);
const write = (name: string, text: string): void => {
  mkdirSync(join(path(name), '..'), { recursive: true });
  writeFileSync(path(name), text);
};
const commit = (): void => {
  git('add', '--all');
  git('-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', 'commit', '--quiet', '--message', 'files');
};
const read = (name: string): string => readFileSync(path(name), 'utf8');
const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, [join(ROOT, 'bin', 'rename.ts'), ...args], { cwd: checkout, encoding: 'utf8' });

it('renames in every text that git tracks, and moves files and folders', () => {
  const { status, stdout, stderr } = run('apple=pear');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^Next: /);
  expect(git('ls-files').trim().split('\n')).toEqual([
    '.gitignore',
    'README.md',
    'lib/pear/pear-store.ts',
    'picture.bin',
  ]);
  expect(read('lib/pear/pear-store.ts')).toBe('export const aPear = "one pear";\n');
  expect(read('README.md')).toBe('Two pears.\n');
  expect(existsSync(path('lib/apple'))).toBe(false);
});

it('leaves files that are no text, links and files that git ignores', () => {
  symlinkSync('README.md', path('apple-link'));
  commit();
  expect(run('apple=pear').status).toBe(0);
  expect(read('picture.bin')).toBe('apple\0');
  expect(read('ignored/apple.txt')).toBe('apple');
  expect(existsSync(path('apple-link'))).toBe(true);
});

it('refuses a checkout with changes, and changes nothing', () => {
  write('README.md', 'Three apples.\n');
  const { status, stderr } = run('apple=pear');
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(/^the checkout should have no changes.*README\.md\n$/s),
  });
  expect(read('README.md')).toBe('Three apples.\n');
  expect(existsSync(path('lib/apple/apple-store.ts'))).toBe(true);
});

it('refuses a noun that no file has, and changes nothing', () => {
  const { status, stderr } = run('apple=pear', 'appel=plum');
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: "'appel' should be a noun of the checkout, got one that no file has\n",
  });
  expect(read('README.md')).toBe('Two apples.\n');
});

it('refuses wrong arguments in one sentence', () => {
  expect(run()).toMatchObject({ status: 1, stderr: 'the arguments should be pairs such as cat=dog, got none\n' });
});
