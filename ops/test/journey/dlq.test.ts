import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asciiJson } from '../../../lambda/aws/ascii-json.ts';
import { putLease, putRecord } from '../../../test/journey/support/lease.ts';
import { within } from '../../../test/journey/support/limits.ts';
import { aPlacedMessage } from '../../../test/journey/support/messages.ts';
import { depth, reaches, stored } from '../../../test/journey/support/orders.ts';
import { subscribe } from '../../../test/journey/support/probe.ts';
import { outOfOrder } from '../../../test/journey/support/tabs.ts';
import { until } from '../../../test/journey/support/until.ts';
import { aLetter, aReason, holds, messagesOn, quarantine, type SentLetter } from '../support/dead-letters.ts';
import { dropAll } from '../support/drop-all.ts';
import { type OpsOnTarget, openOps } from '../support/on-target.ts';

let shop: OpsOnTarget;
let folder: string;
beforeAll(async () => {
  shop = await openOps();
  folder = mkdtempSync(join(tmpdir(), 'orderboard-dropped-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  for (const queue of ['orders', 'tabs'] as const) await dropAll(shop, queue); // another file can redrive them
  await shop.close();
});

/** A tab of one test. */
const aTab = (): string => `tab-${randomUUID().slice(0, 8)}`;

const idsOf = (letters: readonly SentLetter[]): string[] => letters.map(({ orderId }) => orderId);

const statusesOf = async (orderIds: readonly string[]): Promise<(string | undefined)[]> => {
  const records = await stored(shop.target, orderIds);
  return orderIds.map((orderId) => records.find((record) => record.orderId === orderId)?.status);
};

/** Puts dead letters with a new reason on the dead-letter queue of orders. */
const someLetters = async (count: number): Promise<{ reason: string; letters: SentLetter[]; before: number }> => {
  const before = await depth(shop.target, shop.target.outputs.OrdersDlqUrl);
  const reason = aReason();
  const letters = Array.from({ length: count }, () => aLetter({ reason }));
  await quarantine(shop.target, letters);
  await holds(shop.target, shop.target.outputs.OrdersDlqUrl, before + count);
  return { reason, letters, before };
};

it('counts and shows every dead letter once, and leaves all of them visible', async () => {
  // GIVEN more letters than one receive returns
  const { reason, letters } = await someLetters(25);
  await putRecord(shop.target, JSON.parse(letters[0]?.body ?? ''), { status: 'PLACED', attempts: 3 });
  await putRecord(shop.target, JSON.parse(letters[1]?.body ?? ''), { status: 'A-LATER-STATUS' });
  const selection = ['--queue', 'orders', '--reason', reason];
  // WHEN
  const listed = await shop.opsJson(['dlq', 'ls', ...selection]);
  const { code, stdout, stderr } = await shop.ops(['dlq', 'peek', ...selection, '--json']);
  // THEN
  expect(listed).toMatchObject({ code: 0, json: { queues: [{ selected: 25, groups: [{ reason, orders: 25 }] }] } });
  expect(code).toBe(0);
  const shown = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(shown.map(({ body }) => body.orderId).toSorted()).toEqual(idsOf(letters).toSorted());
  expect(shown.find(({ body }) => body.orderId === letters[0]?.orderId)).toMatchObject({
    record: { status: 'PLACED', attempts: 3 },
    failure: { code: reason },
  });
  expect(shown.find(({ body }) => body.orderId === letters[1]?.orderId).record.status).toBe('A-LATER-STATUS');
  expect(stderr).toContain('the receive count of each dead letter rose by 1');
  const messages = (await messagesOn(shop.target, shop.target.outputs.OrdersDlqUrl)).filter(({ Body = '' }) =>
    letters.some(({ body }) => body === Body),
  );
  expect(messages.map(({ Attributes }) => Attributes?.ApproximateReceiveCount)).toEqual(letters.map(() => '3'));
});

it(
  'redrives the chosen orders of a tab in their order, and leaves the tab of others',
  async () => {
    // GIVEN two tabs with dead letters
    const [tab, other] = [aTab(), aTab()];
    const reason = aReason();
    const lettersOf = (name: string) => Array.from({ length: 4 }, () => aLetter({ reason, tab: name }));
    const [letters, others] = [lettersOf(tab), lettersOf(other)];
    const probe = await subscribe(shop.target, 'tab');
    const before = await depth(shop.target, shop.target.outputs.TabsDlqUrl);
    await quarantine(shop.target, letters, tab);
    await quarantine(shop.target, others, other);
    await holds(shop.target, shop.target.outputs.TabsDlqUrl, before + 8);
    // WHEN
    const where = ['dlq', 'redrive', '--queue', 'tabs', '--where', `order.tab == '${tab}'`, '--yes'];
    expect(await shop.opsJson(where)).toMatchObject({ code: 0, json: { moved: 4 } });
    // THEN
    for (const { orderId } of letters) await reaches(shop.target, orderId, 'READY', 30);
    expect(outOfOrder(idsOf(letters), await probe.events(idsOf(letters), 8))).toEqual([]);
    expect(await depth(shop.target, shop.target.outputs.TabsDlqUrl)).toBe(before + 4);
    expect(await stored(shop.target, idsOf(others))).toEqual([]);
    await probe.close();
    // WHEN all of the queue are chosen
    expect(await shop.opsJson(['dlq', 'redrive', '--queue', 'tabs', '--all', '--yes'])).toMatchObject({
      code: 0,
      json: { queues: [{ task: { status: 'completed' } }] },
    });
    // THEN SQS's own task moves them
    for (const { orderId } of others) await reaches(shop.target, orderId, 'READY', 30);
    expect(await depth(shop.target, shop.target.outputs.TabsDlqUrl)).toBe(0);
  },
  within(120),
);

it(
  'drops dead letters after a backup, and restores each of them once',
  async () => {
    // GIVEN
    const { reason, letters, before } = await someLetters(12);
    const { OrdersDlqUrl } = shop.target.outputs;
    const file = join(folder, 'dropped.jsonl');
    const drop = ['dlq', 'drop', '--queue', 'orders', '--reason', reason, '--yes', '--backup', file];
    // WHEN
    expect(await shop.opsJson(drop)).toMatchObject({ code: 0, json: { dropped: 12, backup: file } });
    // THEN
    await holds(shop.target, OrdersDlqUrl, before);
    const lines = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ body }) => body).toSorted()).toEqual(letters.map(({ body }) => body).toSorted());
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    // WHEN it is restored twice
    expect(await shop.opsJson(['dlq', 'restore', file])).toMatchObject({ code: 0, json: { restored: 12 } });
    expect(await shop.opsJson(['dlq', 'restore', file])).toMatchObject({ code: 0, json: { restored: 0, earlier: 12 } });
    // THEN
    await holds(shop.target, OrdersDlqUrl, before + 12);
    const bodies = letters.map(({ body }) => body);
    const restored = (await messagesOn(shop.target, OrdersDlqUrl)).filter(({ Body = '' }) => bodies.includes(Body));
    expect(restored.map(({ Body }) => Body).toSorted()).toEqual(bodies.toSorted());
    expect(JSON.parse(restored[0]?.MessageAttributes?.failure?.StringValue ?? '{}')).toMatchObject({ code: reason });
    // WHEN a drop names the same file, once the letters are visible again, it deletes nothing
    const again = await until(
      () => shop.ops(drop),
      ({ stderr }) => !stderr.includes('in flight'),
      { seconds: 10 },
    );
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('should be a new file') });
    await holds(shop.target, OrdersDlqUrl, before + 12);
    expect(existsSync(`${file}.restored`)).toBe(true);
  },
  within(120),
);

it(
  'records as STUCK the orders that only the dead-letter queue knows, and no other',
  async () => {
    // GIVEN
    const reason = aReason();
    const unrecorded = aLetter({ reason });
    const placed = aPlacedMessage();
    const died = aPlacedMessage();
    const held = aPlacedMessage();
    const other = aPlacedMessage();
    const made = aPlacedMessage();
    const { target } = shop;
    await putRecord(target, placed, { status: 'PLACED', attempts: 12 });
    await putLease(target, died, { seconds: -3600 });
    await putLease(target, held, { seconds: 3600 });
    await putRecord(target, other, { status: 'PLACED', attempts: 1, requestHash: 'f'.repeat(64) });
    await putRecord(target, made, { status: 'READY', attempts: 1 });
    const messages = [placed, died, held, other, made];
    const letters = messages.map((message) => ({ orderId: message.orderId, body: asciiJson(message), reason }));
    await quarantine(target, [unrecorded, ...letters, ...letters.slice(0, 1)]);
    const before = await statusesOf(idsOf(letters));
    // WHEN
    const dry = await shop.opsJson(['dlq', 'reconcile', '--queue', 'orders', '--dry-run']);
    expect(dry).toMatchObject({ code: 0, json: { dryRun: true } });
    expect(await statusesOf(idsOf(letters))).toEqual(before);
    const { code, json } = await shop.opsJson(['dlq', 'reconcile', '--queue', 'orders', '--yes']);
    // THEN
    expect(code).toBe(0);
    const outcomes = [unrecorded, ...letters].map(({ orderId }) => kindsIn(json, orderId));
    expect(outcomes).toEqual([['recorded'], ['recorded', 'stuck'], ['recorded'], ['leased'], ['conflict'], ['done']]);
    expect(await statusesOf([unrecorded.orderId, ...idsOf(letters)])).toEqual([
      ...['STUCK', 'STUCK', 'STUCK'],
      ...['PREPARING', 'PLACED', 'READY'],
    ]);
    // WHEN they are redriven, both letters of one order too
    const choice = [
      '--queue',
      'orders',
      '--where',
      `contains(['${unrecorded.orderId}', '${placed.orderId}'], orderId)`,
    ];
    expect(await shop.opsJson(['dlq', 'redrive', ...choice, '--yes'])).toMatchObject({ code: 0, json: { moved: 3 } });
    // THEN
    for (const orderId of [unrecorded.orderId, placed.orderId]) await reaches(target, orderId, 'READY', 30);
  },
  within(120),
);

const kindsIn = (json: unknown, orderId: string): string[] =>
  Object(json)
    .letters.filter((letter: { orderId?: string }) => letter.orderId === orderId)
    .map(({ kind }: { kind: string }) => kind)
    .toSorted();
