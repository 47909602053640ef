import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { samples } from '../../../lambda/product/index.ts';
import { within } from '../../../test/journey/support/limits.ts';
import { place, reaches } from '../../../test/journey/support/orders.ts';
import { until } from '../../../test/journey/support/until.ts';
import { argumentsOf, type OpsOnTarget, openOps } from '../support/on-target.ts';
import { startOps } from '../support/run-ops.ts';

const placedSchema = v.object({
  order: v.looseObject({ orderId: v.string(), number: v.string(), customer: v.object({ name: v.string() }) }),
  key: v.string(),
  replayed: v.boolean(),
});

const traceSchema = v.looseObject({ log: v.array(v.object({ time: v.string(), message: v.unknown() })) });
const eventSchema = v.object({ event: v.string() });

/** The events of log lines. A line of the runtime has none. */
const eventsOf = (log: v.InferOutput<typeof traceSchema>['log']): string[] =>
  log.flatMap(({ message }) => (v.is(eventSchema, message) ? message.event : []));

describe('the commands for orders', () => {
  let shop: OpsOnTarget;
  beforeAll(async () => {
    shop = await openOps();
  });
  afterAll(() => shop.close());

  const placeByOps = async (args: readonly string[] = [], input = '') => {
    const { code, json } = await shop.opsJson(['order', 'place', ...args], { input });
    expect(code).toBe(0);
    return v.parse(placedSchema, json);
  };

  it(
    'place the sample order, watch it until it is ready, show it and collect it',
    async () => {
      // WHEN an operator places an order with a name in emoji and watches it
      const { order } = await placeByOps(['--name', 'Zoë 👩‍🍳', '--tab', 'ops-1']);
      expect(order).toMatchObject({ customer: { name: 'Zoë 👩‍🍳' }, tab: 'ops-1' });
      const watched = await shop.ops(['order', 'watch', order.orderId, '--json']);
      // THEN each step is one line of JSON, and the last one is READY
      expect(watched.code).toBe(0);
      const steps = watched.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(steps.at(-1)).toMatchObject({ orderId: order.orderId, number: order.number, status: 'READY' });
      // AND it can be shown and collected, twice
      const shown = await shop.ops(['order', 'show', order.orderId]);
      expect(shown.code).toBe(0);
      expect(shown.stdout).toMatch(new RegExp(`^${order.number}  READY\\norder +${order.orderId}\\n`));
      expect(shown.stdout).toContain('Zoë 👩‍🍳 <');
      for (let n = 0; n < 2; n++)
        expect(await shop.opsJson(['order', 'collect', order.orderId])).toMatchObject({
          code: 0,
          json: { order: { orderId: order.orderId, status: 'COLLECTED' } },
        });
    },
    within(60),
  );

  it('place the order of stdin once for each key', async () => {
    const request = { ...samples.request, customer: { name: 'Ada', email: 'success@simulator.amazonses.com' } };
    const args = ['--file', '-', '--key', randomUUID()];
    const first = await placeByOps(args, JSON.stringify(request));
    const second = await placeByOps(args, JSON.stringify(request));
    expect(second).toMatchObject({ replayed: true, order: { orderId: first.order.orderId } });
  });

  it('cancel a waiting order once its pick-up time is far, and refuse to collect it', async () => {
    const pickupAt = new Date(Date.now() + 60 * 60_000).toISOString();
    const { order } = await placeByOps(['--pickup-at', pickupAt]);
    expect(await shop.opsJson(['order', 'cancel', order.orderId])).toMatchObject({
      code: 0,
      json: { order: { status: 'CANCELLED', pickupAt } },
    });
    const refused = await shop.ops(['order', 'collect', order.orderId]);
    expect(refused).toEqual({
      code: 1,
      stdout: '',
      stderr: 'status should be READY to collect an order, got CANCELLED\n',
    });
    const watched = await shop.ops(['order', 'watch', order.orderId]);
    expect(watched).toMatchObject({ code: 1, stdout: expect.stringContaining('CANCELLED') });
  });

  it('tell in one sentence that an order is invalid, unknown or no order', async () => {
    const refusals = await Promise.all([
      shop.ops(['order', 'place', '--name', '']),
      shop.ops(['order', 'show', randomUUID()]),
      shop.ops(['order', 'place', '--file', '-'], { input: 'one order, please' }),
      shop.ops(['order', 'place', '--file', 'no-such-file.json']),
      shop.ops(['order', 'find', '4172']),
    ]);
    expect(refusals.map(({ code, stdout }) => ({ code, stdout }))).toEqual(
      [1, 1, 2, 2, 2].map((code) => ({ code, stdout: '' })),
    );
    for (const { stderr } of refusals)
      expect(stderr).toMatch(/^[^\n]+, got [^\n]+\n$|^[^\n]*should be recorded[^\n]*\n$/);
  });

  it(
    'find an order by its number on the board, and in the whole table once it is cancelled',
    async () => {
      // GIVEN an order that waits on the board
      const pickupAt = new Date(Date.now() + 60 * 60_000).toISOString();
      const { orderId, number } = await place(shop.target, { pickupAt });
      // THEN its number finds it, however it is written
      const written = number.replace('-', '').toLowerCase();
      expect(await shop.opsJson(['order', 'find', written])).toMatchObject({
        code: 0,
        json: { number, searched: 'board', orders: [{ orderId, status: 'PLACED' }] },
      });
      // WHEN it is cancelled
      expect((await shop.ops(['order', 'cancel', orderId])).code).toBe(0);
      // THEN the board has it no more
      const gone = await shop.ops(['order', 'find', number]);
      expect(gone).toMatchObject({ code: 1, stderr: expect.stringContaining('--scan') });
      // AND a scan asks before it reads the table, because it has a cost
      const unasked = await shop.ops(['order', 'find', number, '--scan']);
      expect(unasked).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--yes') });
      const scanned = await shop.opsJson(['order', 'find', number, '--scan', '--yes']);
      expect(scanned).toMatchObject({
        code: 0,
        json: {
          searched: 'table',
          cost: { readUnits: expect.any(Number) },
          orders: [{ orderId, status: 'CANCELLED' }],
        },
      });
    },
    within(60),
  );

  it(
    'trace an order: its record and its log lines in order of time',
    async () => {
      // GIVEN an order that is made
      const { orderId, number } = await place(shop.target);
      await reaches(shop.target, orderId, 'READY', 60);
      // WHEN it is traced, as soon as its lines are in the log
      const trace = async () => v.parse(traceSchema, (await shop.opsJson(['order', 'trace', orderId])).json);
      const traced = await until(trace, ({ log }) => eventsOf(log).includes('order.ready'), { seconds: 60 });
      // THEN
      expect(traced).toMatchObject({ orderId, number, record: { status: 'READY' }, deadLetters: [], missing: [] });
      expect(eventsOf(traced.log)).toEqual(expect.arrayContaining(['order.placed', 'order.preparing', 'order.ready']));
      const times = traced.log.map(({ time }) => time);
      expect(times).toEqual(times.toSorted());
    },
    within(90),
  );

  it(
    'end at once at Ctrl-C, with the exit code of an interruption',
    async () => {
      // GIVEN a watch of an order that waits for an hour
      const pickupAt = new Date(Date.now() + 60 * 60_000).toISOString();
      const { orderId } = await place(shop.target, { pickupAt });
      const watch = startOps(['order', 'watch', orderId, ...argumentsOf(shop.target)]);
      const closed = once(watch, 'close');
      await once(createInterface({ input: watch.stdout }), 'line');
      // WHEN the operator presses Ctrl-C
      const began = Date.now();
      watch.kill('SIGINT');
      // THEN
      const [code] = await closed;
      expect(code).toBe(130);
      expect(Date.now() - began).toBeLessThan(10_000); // a busy machine needs some seconds
      await shop.ops(['order', 'cancel', orderId]);
    },
    within(30),
  );
});
