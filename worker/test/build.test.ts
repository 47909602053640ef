import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

it('bundles the worker into files that run without node_modules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'orderboard-worker-'));
  const built = spawnSync(process.execPath, ['worker/build.ts', folder], { cwd: ROOT, encoding: 'utf8' });
  expect(built.stderr).toBe('');
  expect(readdirSync(folder).filter((file) => file.endsWith('.mjs'))).toEqual(['main.mjs', 'watchdog.mjs']);

  const { status, stdout, stderr } = spawnSync(process.execPath, ['main.mjs'], {
    cwd: folder,
    encoding: 'utf8',
    env: {},
  });
  rmSync(folder, { recursive: true });
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({
    level: 'ERROR',
    message: { event: 'worker.failed', message: expect.stringContaining('environment variables are missing: ') },
  });
}, 30_000);
