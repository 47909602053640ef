import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLogFile } from '../target/log-file.ts';

describe('the log file of a local shop', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ops-log-'));
  const path = join(folder, '3000.log');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('gives the lines of a word since a time, and skips lines that are half written', async () => {
    const line = (minute: number, message: unknown) => ({
      time: `2026-11-21T09:0${minute}:00.000Z`,
      ...{ function: 'barista', level: 'info', message },
    });
    const lines = [line(1, { order: 'abc' }), line(3, { order: 'abc' }), line(4, { order: 'other' }), line(5, 'abc ✂')];
    const half = JSON.stringify(line(6, { order: 'abc' })).slice(0, -5);
    writeFileSync(path, `${lines.map((each) => JSON.stringify(each)).join('\n')}\n${half}`);
    const since = new Date('2026-11-21T09:02:00.000Z');
    expect(await readLogFile(path, { since, word: 'abc' })).toEqual([lines[1], lines[3]]);
  });

  it('can be missing', async () => {
    const query = { since: new Date(0), word: 'abc' };
    expect(await readLogFile(undefined, query)).toEqual([]);
    expect(await readLogFile(join(folder, 'no.log'), query)).toEqual([]);
  });
});
