// npm run test:worker: runs the journey suite while workers make all orders. Each file opens its own local shop, which has no barista.
// ORDERBOARD_TARGET=localstack takes the shop of "npm run test:localstack -- --keep", and disables its mappings meanwhile.
// Arguments go to jest.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { targetKind } from '../../test/journey/support/target.ts';
import { openWorkersShop } from './drill/shop.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const JEST = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
const WORKERS = 3;

const runJest = async (): Promise<number> => {
  const args = [
    '--runInBand',
    '/test/journey/',
    '--testPathIgnorePatterns',
    '/(ops|worker)/',
    ...process.argv.slice(2),
  ];
  const env = { ...process.env, ORDERBOARD_COMPUTE: 'containers' };
  const [code]: (number | null)[] = await once(
    spawn(process.execPath, [JEST, ...args], { cwd: ROOT, env, stdio: 'inherit' }),
    'exit',
  );
  return code ?? 1;
};

/** Runs the suite on a deployed shop, beside workers. */
const runOnStage = async (): Promise<number> => {
  const { variables, close } = await openWorkersShop();
  const env = { ...process.env, ...variables };
  const workers = Array.from({ length: WORKERS }, () =>
    spawn(process.execPath, ['worker/start.ts'], { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'inherit'] }),
  );
  const code = await runJest();
  for (const worker of workers) worker.kill('SIGTERM');
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  await close();
  return code;
};

process.exitCode = await (targetKind === 'local' ? runJest() : runOnStage());
