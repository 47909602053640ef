import { spawnSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { recordingLog } from '../../test/support/log.ts';
import { endOnSignals } from '../process-events.ts';
import { createShift } from '../shift.ts';

const aProcess = () => {
  const shift = createShift();
  const signals = new EventEmitter();
  const exits: number[] = [];
  const { log, lines } = recordingLog();
  let now = 1000;
  endOnSignals(shift, {
    source: signals,
    exit: (code) => exits.push(code),
    now: () => now,
    log,
  });
  const receive = (signal: NodeJS.Signals, millisecondsLater = 0): void => {
    now += millisecondsLater;
    signals.emit(signal, signal);
  };
  return { shift, receive, exits, lines };
};

describe('signals', () => {
  it('end the shift at the first one, and the process at a second one', () => {
    const { shift, receive, exits, lines } = aProcess();
    receive('SIGTERM');
    expect({ reason: shift.over.reason, exits }).toEqual({ reason: 'SIGTERM', exits: [] });
    receive('SIGINT', 500);
    expect(exits).toEqual([1]);
    expect(lines.map(({ event }) => event)).toEqual(['worker.stopping', 'worker.ended']);
  });

  it('count as one within half a second, because npm repeats the signal of a terminal', () => {
    const { receive, exits } = aProcess();
    receive('SIGINT');
    receive('SIGINT', 499);
    expect(exits).toEqual([]);
  });

  it('let a worker that has taken a poison pill finish what it holds', async () => {
    const { shift, receive, exits } = aProcess();
    await shift.endWith(async () => true);
    receive('SIGTERM', 10_000);
    expect({ reason: shift.over.reason, exits }).toEqual({ reason: 'poison pill', exits: [] });
  });
});

it('a process that an error ends writes one line, which the alarm counts, and no order id', () => {
  const program = join(import.meta.dirname, 'support', 'crashing-worker.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({
    level: 'ERROR',
    message: { event: 'worker.failed', message: 'nobody handles …' },
  });
});
