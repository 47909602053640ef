import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { launchShop, type Shop } from '../../test/journey/support/launch-shop.ts';
import { place, reaches } from '../../test/journey/support/orders.ts';
import { ROOT } from '../../test/journey/support/target.ts';

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
  }, 60_000);
});
