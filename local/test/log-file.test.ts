import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { launchShop, type Shop } from '../../test/journey/support/launch-shop.ts';
import { place, reaches } from '../../test/journey/support/orders.ts';
import { ROOT } from '../../test/journey/support/target.ts';
import { createLogFile } from '../log-file.ts';

const lineSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.strictObject({
    time: v.pipe(v.string(), v.isoTimestamp()),
    function: v.string(),
    level: v.string(),
    message: v.union([v.string(), v.looseObject({ event: v.string(), number: v.optional(v.string()) })]),
  }),
);

const portOf = ({ target }: Shop): string => new URL(target.url).port;
const logOf = (port: string): string => join(ROOT, '.orderboard', `${port}.log`);

const linesIn = (path: string) =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => v.parse(lineSchema, line));

const eventsOf = (path: string, number: string): string[] =>
  linesIn(path).flatMap(({ message }) =>
    typeof message === 'object' && message.number === number ? [message.event] : [],
  );

describe('the log file of a shop', () => {
  it('holds every line when it is closed, even one that JSON cannot hold', async () => {
    // GIVEN many lines, and some that JSON cannot hold
    const folder = mkdtempSync(join(tmpdir(), 'log-'));
    const path = join(folder, 'shop.log');
    const onError = jest.fn();
    const file = createLogFile(path, onError);
    const endless: Record<string, unknown> = { event: 'endless' };
    endless.self = endless;
    const odd = ['text', new Error('no water'), [1, 'two'], undefined, { count: 1n }, endless];

    // WHEN
    for (let n = 0; n < 20_000; n++)
      file.write({ function: 'barista', level: 'info', message: { event: `line-${n}` } });
    for (const message of odd) file.write({ function: 'barista', level: 'warn', message, time: 0 });
    await file.close();

    // THEN
    const lines = linesIn(path);
    expect(lines).toHaveLength(20_000 + odd.length);
    expect(lines[19_999]).toMatchObject({ message: { event: 'line-19999' } });
    expect(lines.slice(20_000).map(({ message }) => String(message).split('\n')[0])).toEqual([
      'text',
      expect.stringContaining('no water'),
      "[ 1, 'two' ]",
      'undefined',
      '{ count: 1n }',
      expect.stringContaining('endless'),
    ]);
    expect(lines.at(-1)).toMatchObject({ time: '1970-01-01T00:00:00.000Z', level: 'warn' });
    expect(onError).not.toHaveBeenCalled();
    rmSync(folder, { recursive: true });
  });

  it('takes the place of files that no shop has written for a week', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'log-'));
    const daysAgo = (days: number): number => Date.now() / 1000 - days * 24 * 60 * 60;
    for (const [name, days] of [
      ['old.log', 8],
      ['new.log', 6],
      ['old.json', 8],
    ] as const) {
      writeFileSync(join(folder, name), '');
      utimesSync(join(folder, name), daysAgo(days), daysAgo(days));
    }
    await createLogFile(join(folder, 'shop.log'), jest.fn()).close();
    expect(readdirSync(folder).toSorted()).toEqual(['new.log', 'old.json', 'shop.log']);
    rmSync(folder, { recursive: true });
  });

  it('that cannot be written is told once, and stops nothing', async () => {
    const onError = jest.fn();
    const file = createLogFile(join(tmpdir(), 'no such folder', 'shop.log'), onError);
    for (let n = 0; n < 3; n++) file.write({ function: 'barista', level: 'info', message: 'text' });
    await file.close();
    file.write({ function: 'barista', level: 'info', message: 'text' });
    await file.close();
    expect(onError).toHaveBeenCalledTimes(1);
  });

  it('is named in the state file, and holds each line of an order as JSON when the shop closes on Ctrl-C', async () => {
    // GIVEN
    const shop = await launchShop();
    const port = portOf(shop);
    const described = v.object({ log: v.string() });
    const state = readFileSync(join(ROOT, '.orderboard', `${port}.json`), 'utf8');
    expect(v.parse(described, JSON.parse(state)).log).toBe(logOf(port));

    // WHEN
    const { orderId, number } = await place(shop.target);
    await reaches(shop.target, orderId, 'READY', 10);
    const said = shop.line(/local .*work\.ended/);
    await fetch(`${shop.target.url}/_local/work`, { method: 'DELETE' });
    await said;
    expect(await shop.stop('SIGINT')).toBe(0);

    // THEN it is there without the shop, to the last line that the shop printed
    expect(eventsOf(logOf(port), number)).toEqual(
      expect.arrayContaining(['order.placed', 'order.preparing', 'order.ready']),
    );
    expect(linesIn(logOf(port)).at(-1)).toMatchObject({
      function: 'local',
      level: 'warn',
      message: { event: 'work.ended' },
    });
    expect(readFileSync(logOf(port), 'utf8')).not.toContain(orderId);

    // WHEN another shop opens on that port, THEN it begins the file afresh
    const next = await launchShop(port);
    const { number: nextNumber, orderId: nextId } = await place(next.target);
    await reaches(next.target, nextId, 'READY', 10);
    await next.stop();
    expect(eventsOf(logOf(port), number)).toEqual([]);
    expect(eventsOf(logOf(port), nextNumber)).toContain('order.ready');
  });
});
