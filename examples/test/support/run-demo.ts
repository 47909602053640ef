import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { sharedAssembly } from '../../../test/journey/support/shared-assembly.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

export type DemoRun = {
  /** Waits for the next line of stdout that matches. */
  line(pattern: RegExp): Promise<string>;
  /** Stops the demo as Ctrl-C does. On Windows, where a signal would end it at once, the channel closes instead. */
  interrupt(): void;
  /** What the demo printed, and its exit code. */
  readonly ended: Promise<{ readonly stdout: string; readonly stderr: string; readonly code: number | null }>;
};

/** Runs `npm run demo -- --fast` on any free port, unless the options name one. */
export const runDemo = (...options: readonly string[]): DemoRun => {
  const args = ['examples/demo/main.ts', '--fast', '--port', '0', ...sharedAssembly(), ...options];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('the process of the demo should have pipes, got none');
  const lines = createInterface({ input: stdout });
  const ended = Promise.all([text(stdout), text(stderr), once(child, 'close')]);
  return {
    line: (pattern) =>
      new Promise((resolve) => {
        lines.on('line', (line) => {
          if (pattern.test(line)) resolve(line);
        });
      }),
    interrupt: () => {
      if (process.platform === 'win32') child.disconnect();
      else child.kill('SIGINT');
    },
    ended: ended.then(([out, err, [code]]) => ({ stdout: out, stderr: err, code })),
  };
};
