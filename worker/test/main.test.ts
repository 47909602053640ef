import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

it('ends with an exit code and a line that names the missing variables', () => {
  const { stdout, status } = spawnSync(process.execPath, [join(import.meta.dirname, '..', 'main.ts')], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(status).toBe(1);
  const message = { event: 'worker.failed', message: expect.stringContaining('ORDERS_QUEUE_URL') };
  expect(lines.at(-1)).toMatchObject({ level: 'ERROR', message });
});
