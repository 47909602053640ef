import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const PROGRAM = join(import.meta.dirname, 'support', 'hung-worker.ts');

const run = async (how: string) => {
  const child = spawn(process.execPath, [PROGRAM, how], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 15_000,
    killSignal: 'SIGKILL',
  });
  const [output, [code, signal]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return {
    code,
    signal,
    lines: output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  };
};

it('take no more messages, let other batches end, and end the process with an exit code and a line when a batch passes its timeout', async () => {
  const { code, lines } = await run('waiting');
  expect(code).toBe(1);
  expect(lines).toMatchObject([
    { level: 'ERROR', message: { event: 'batch.timed-out', queue: 'orders', messages: 3, milliseconds: 300 } },
    { level: 'INFO', message: { event: 'stopped' } },
    { level: 'INFO', message: { event: 'other batch ended' } },
  ]);
}, 20_000);

it('kill the process when endless code blocks its main thread', async () => {
  const { signal, lines } = await run('blocking');
  expect(signal).toBe('SIGKILL');
  expect(lines.map(({ message }) => message)).toEqual([
    { event: 'batch.timed-out', blocked: true, queue: 'orders', messages: 3, milliseconds: 2300 },
  ]);
}, 20_000);
