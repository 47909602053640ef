import { setImmediate } from 'node:timers/promises';
import { PermanentError } from '../../../lambda/errors.ts';
import {
  MAX_FILE_LINES,
  PIECE_BYTES,
  SAVE_LINES,
  STEP_LINES,
  STEP_TAB_ORDERS,
} from '../../../lambda/importer/limits.ts';
import type { ImportState } from '../../../lambda/importer/state.ts';
import { orderIdOf } from '../../../lambda/importer/steps.ts';
import { importGroup } from '../../../lambda/order/identity.ts';
import { parseRequest } from '../../../lambda/order/request.ts';
import { samples, totalCents } from '../../../lambda/product/index.ts';
import {
  anImport,
  anOrderLine,
  aRow,
  csvHeader,
  firstReceive,
  IMPORT_ID,
  rowOrder,
  tooLongLine,
  uploadEvent,
} from '../../support/imports.ts';
import { FIRST_RECEIVED_AT } from '../../support/sqs.ts';

const many = (count: number): string => `${Array.from({ length: count }, () => anOrderLine()).join('\n')}\n`;
const idsOf = (lines: readonly number[]): string[] => lines.map((line) => orderIdOf(IMPORT_ID, line));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);
const CRASH = new Error('the process ends here');
const crash = (): never => {
  throw CRASH;
};

describe('an import of NDJSON', () => {
  it('sends each line as an order, with the prices of the menu and the id of its line', async () => {
    const { deliver, sent, readState } = anImport(many(2));

    expect(await deliver()).toEqual({ kind: 'acknowledged' });

    expect(sent.map(({ orderId }) => orderId)).toEqual(idsOf([1, 2]));
    expect(sent[0]).toMatchObject({
      type: 'order.placed',
      order: { ...samples.request, totalCents: totalCents(samples.request.lines) },
    });
    expect(await readState()).toMatchObject({ status: 'done', accepted: 2, refused: 0 });
  });

  it('refuses a bad line with the pointers of the cashier, and without the received values', async () => {
    const [bad] = samples.bad;
    const file = [anOrderLine(), anOrderLine({ lines: [bad?.line] }), 'no JSON', anOrderLine()].join('\n');
    const { deliver, sent, readRefused, readState } = anImport(file);

    await deliver();

    expect(sent.map(({ orderId }) => orderId)).toEqual(idsOf([1, 4]));
    expect(await readRefused()).toEqual([
      { line: 2, errors: [{ pointer: `/lines/0${bad?.pointer}`, detail: expect.not.stringContaining('got') }] },
      { line: 3, errors: [{ pointer: '', detail: 'the line should be an order in JSON, got text that is not JSON' }] },
    ]);
    expect(await readState()).toMatchObject({ status: 'done', accepted: 2, refused: 2 });
  });

  it('keeps the values of a refused line out of the report', async () => {
    const secret = 'eve@';
    const file = [anOrderLine(), anOrderLine({ customer: { name: secret, email: secret }, [secret]: 1 })].join('\n');
    const { deliver, readRefused } = anImport(file);
    await deliver();
    const [refused] = await readRefused();
    expect(refused?.errors).toHaveLength(3);
    expect(JSON.stringify(refused)).not.toContain(secret);
  });

  it('counts empty lines in line numbers only, and takes CRLF, a byte order mark and no last line break', async () => {
    const { deliver, sent, readState } = anImport(`\uFEFF${anOrderLine()}\r\n\r\n${anOrderLine()}`);
    await deliver();
    expect(sent.map(({ orderId }) => orderId)).toEqual(idsOf([1, 3]));
    expect(await readState()).toMatchObject({ line: 3, accepted: 2, refused: 0 });
  });

  it('refuses a line that is too long, and goes on with the next', async () => {
    const { deliver, sent, readRefused } = anImport([anOrderLine(), tooLongLine.repeat(3), anOrderLine()].join('\n'));
    await deliver();
    expect(sent.map(({ orderId }) => orderId)).toEqual(idsOf([1, 3]));
    expect(await readRefused()).toEqual([
      { line: 2, errors: [{ pointer: '', detail: expect.stringMatching(/at most/) }] },
    ]);
  });

  it('refuses a line that is not UTF-8', async () => {
    const file = Buffer.concat([Buffer.from(`${anOrderLine()}\n{`), Buffer.from([0xc3, 0x28]), Buffer.from('}')]);
    const { deliver, readRefused } = anImport(file);
    await deliver();
    expect(await readRefused()).toEqual([
      { line: 2, errors: [{ pointer: '', detail: expect.stringMatching(/UTF-8/) }] },
    ]);
  });

  it('reports a line that SQS refuses for good', async () => {
    const { deliver, readRefused, readState } = anImport(many(2));
    await deliver({ onSend: () => [{ orderId: orderIdOf(IMPORT_ID, 2), code: 'InvalidMessageContents' }] });
    expect(await readRefused()).toEqual([
      { line: 2, errors: [{ pointer: '', detail: 'SQS should accept the order, got InvalidMessageContents' }] },
    ]);
    expect(await readState()).toMatchObject({ accepted: 1, refused: 1 });
  });

  it('puts all orders into one message group of the import, so that a fair queue delivers other orders first', async () => {
    const other = { name: 'Eve', email: 'eve@example.org' };
    const { deliver, groups } = anImport([anOrderLine(), anOrderLine({ customer: other })].join('\n'));
    await deliver();
    expect([...groups]).toEqual([importGroup(IMPORT_ID)]);
  });
});

it('reads a long file once, in pieces', async () => {
  const file = many(10_000);
  const { deliver, reads, size } = anImport(file);
  await deliver();
  const bytes = reads.reduce((sum, read) => sum + read, 0);
  expect(bytes).toBeLessThan(1.01 * size);
  expect(Math.max(...reads)).toBeLessThan(size / 2);
});

describe('an import of CSV', () => {
  it('makes an order with one line of each row', async () => {
    const { deliver, sent } = anImport(`\uFEFF${csvHeader}\r\n${aRow()}\r\n${aRow()}\r\n`, 'csv');
    await deliver();
    expect(sent.map(({ orderId }) => orderId)).toEqual(idsOf([2, 3]));
    expect(sent[0]?.order).toMatchObject(rowOrder);
    expect(parseRequest(rowOrder, 0).kind).toBe('valid');
  });

  it.each([
    ['a quote that does not end', '"Ada', /does not end on its line/],
    ['a quote inside a cell', 'A"da', /a quote inside a cell/],
    ['text after a quoted cell', '"Ada" Lovelace', /text after the end/],
    ['too few cells', 'Ada', /cells, got 1/],
    ['another row behind a lone carriage return', `${aRow()}\r${aRow()}`, /a quoted cell/],
  ])('refuses a row with %s, and goes on with the next', async (_what, row, detail) => {
    const { deliver, sent, readRefused } = anImport([csvHeader, row, aRow()].join('\n'), 'csv');
    await deliver();
    expect(await readRefused()).toEqual([
      { line: 2, errors: [{ pointer: '', detail: expect.stringMatching(detail) }] },
    ]);
    expect(sent.map(({ orderId }) => orderId)).toEqual(idsOf([3]));
  });

  it('takes any number of carriage returns before a line break', async () => {
    const { deliver, sent } = anImport(`${csvHeader}\r\r\n${aRow()}\r\r\n`, 'csv');
    await deliver();
    expect(sent.map(({ orderId }) => orderId)).toEqual(idsOf([2]));
  });

  it('refuses a row by the rules of the cashier, with the pointers of an order', async () => {
    const { deliver, readRefused } = anImport([csvHeader, aRow({ customerEmail: 'nobody' })].join('\n'), 'csv');
    await deliver();
    expect(await readRefused()).toEqual([
      { line: 2, errors: [{ pointer: '/customer/email', detail: expect.stringMatching(/^email should be/) }] },
    ]);
  });
});

describe('a file that is refused as a whole', () => {
  const gzip = Buffer.from([0x1f, 0x8b, 8, 0]);
  it.each([
    ['a gzip file', gzip, 'ndjson', /got a gzip file/],
    ['a workbook', 'PK\x03\x04', 'csv', /got a zip file/],
    ['a binary file', 'a\0b', 'csv', /got a binary file/],
    ['text in UTF-16', Buffer.from('\uFEFF{}', 'utf16le'), 'ndjson', /UTF-16/],
    ['CSV instead of NDJSON', csvHeader, 'ndjson', /another first line/],
    ['a JSON list instead of lines', '[{}]', 'ndjson', /a JSON list/],
    ['NDJSON instead of CSV', anOrderLine(), 'csv', /CSV|columns/],
    ['empty lines only', '\n\n', 'ndjson', /at least one order/],
    ['a header only', csvHeader, 'csv', /at least one order/],
    ['an unknown column', `${csvHeader},no-such-column`, 'csv', /got others at \d+$/],
    ['a column twice', `${csvHeader},customerName`, 'csv', /got columns again at \d+$/],
    ['carriage returns instead of line breaks', `${csvHeader}\r${aRow()}`, 'csv', /columns|quote/],
    ['a missing column', csvHeader.replace('customerEmail,', ''), 'csv', /the column customerEmail/],
  ] as const)('has an error in its report, and no orders: %s', async (_what, file, format, error) => {
    const { deliver, sent, readState } = anImport(file, format);
    expect(await deliver()).toEqual({ kind: 'acknowledged' });
    expect(await readState()).toMatchObject({ status: 'failed', error: expect.stringMatching(error) });
    expect(sent).toEqual([]);
  });

  it('has another length than its import', async () => {
    const { deliver, size, readState } = anImport(many(1));
    await deliver({}, uploadEvent(size + 1));
    expect(await readState()).toMatchObject({ status: 'failed', error: expect.stringMatching(/bytes/) });
  });
});

describe('an import that is interrupted', () => {
  const LINES = 3 * SAVE_LINES;

  it('stops before its function ends, saves its progress, and goes on in the next invocation', async () => {
    const { deliver, sent, readState } = anImport(many(LINES));
    let steps = 0;
    const outcome = await deliver({ remaining: () => (++steps > 3 ? 0 : 30_000) });

    expect(outcome).toMatchObject({ kind: 'failed', reason: 'continued', seconds: 0 });
    expect(await readState()).toMatchObject({ status: 'running', line: 2 * STEP_LINES, accepted: 2 * STEP_LINES });

    expect(await deliver()).toEqual({ kind: 'acknowledged' });
    expect(sent.map(({ orderId }) => orderId)).toEqual(idsOf(upTo(LINES)));
  });

  it('repeats the lines since its last save after a crash, with the same order ids, and counts them once', async () => {
    const { deliver, sent, readState } = anImport(many(LINES));
    let saves = 0;
    await expect(deliver({ onSave: () => void (++saves > 2 && crash()) })).rejects.toThrow(CRASH);
    expect(await readState()).toMatchObject({ line: SAVE_LINES });

    await deliver();

    expect(sent.length).toBe(LINES + SAVE_LINES);
    expect(new Set(sent.map(({ orderId }) => orderId))).toEqual(new Set(idsOf(upTo(LINES))));
    expect(await readState()).toMatchObject({ status: 'done', accepted: LINES, refused: 0 });
  });

  it('begins again at its last save, even in the function that crashed', async () => {
    const { deliver, importerWith, readState } = anImport(many(LINES));
    let saves = 0;
    const importer = importerWith({ onSave: () => void ([3, 4].includes(++saves) && crash()) });
    await expect(deliver({}, undefined, importer)).rejects.toThrow(CRASH);

    await deliver({}, undefined, importer);

    expect(await readState()).toMatchObject({ status: 'done', line: LINES, accepted: LINES });
  });

  it('stops within a line that is too long, and goes on behind it', async () => {
    const pieces = 10;
    const file = [anOrderLine(), 'x'.repeat(pieces * PIECE_BYTES), anOrderLine()].join('\n');
    const { deliver, sent, reads, readState } = anImport(file);
    const deliverSteps = (): ReturnType<typeof deliver> => {
      let steps = 0;
      return deliver({ remaining: () => (++steps > 3 ? 0 : 30_000) });
    };

    expect(await deliverSteps()).toMatchObject({ reason: 'continued' });

    expect(reads.length).toBeLessThan(pieces);
    expect(await readState()).toMatchObject({ status: 'running', line: 2, refused: 1 });
    for (let outcome = await deliverSteps(); outcome.kind !== 'acknowledged'; ) outcome = await deliverSteps();
    expect(sent.map(({ orderId }) => orderId)).toEqual(idsOf([1, 3]));
    expect(await readState()).toMatchObject({ status: 'done', line: 3, accepted: 2, refused: 1 });
  });

  it.each([
    ['takes a last line that is too long', '', { status: 'done', line: MAX_FILE_LINES, refused: 1 }],
    [
      'refuses a line after the last one',
      `\n${anOrderLine()}`,
      { status: 'failed', error: expect.stringMatching(/at most/) },
    ],
  ])('%s of the longest file', async (_what, rest, expected) => {
    const { deliver, store, readState } = anImport(`{${'x'.repeat(3 * PIECE_BYTES)}${rest}`);
    await store.create({ ...(await readState()), line: MAX_FILE_LINES - 1 });

    await deliver();

    expect(await readState()).toMatchObject(expected);
  });

  it('says how many orders were accepted if it fails half-way', async () => {
    const { deliver, store, readState } = anImport(many(LINES));
    let steps = 0;
    await deliver({ remaining: () => (++steps > 3 ? 0 : 30_000) });
    store.readUpload = async () => {
      throw new PermanentError('upload-missing', 'the upload should be there, got none');
    };

    await deliver();

    const error = expect.stringMatching(
      new RegExp(`got none; orders that were accepted before and are made: ${2 * STEP_LINES}$`),
    );
    expect(await readState()).toMatchObject({ status: 'failed', accepted: 2 * STEP_LINES, error });
  });

  it('judges its first lines the same after a crash before any of them is saved', async () => {
    const pickupAt = new Date(FIRST_RECEIVED_AT + 1000).toISOString();
    const { deliver, readState } = anImport(`${anOrderLine({ pickupAt })}\n`);
    const onSave = ({ line }: ImportState): void => void (line > 0 && crash());
    await expect(deliver({ onSave })).rejects.toThrow(CRASH);
    await deliver({ now: () => FIRST_RECEIVED_AT + 60_000 });
    expect(await readState()).toMatchObject({ accepted: 1, refused: 0 });
  });

  it('is failing since its last progress, not since its first receive', async () => {
    const { deliver } = anImport(many(LINES));
    const later = FIRST_RECEIVED_AT + 3_600_000;
    let steps = 0;
    await deliver({ remaining: () => (++steps > 3 ? 0 : 30_000), now: () => later });
    const context = firstReceive();
    await expect(deliver({ onSend: crash, now: () => later + 1000, context })).rejects.toThrow(CRASH);
    expect(context.dueAt).toBe(later);
  });

  it('is failing since its last save in the same function', async () => {
    const { deliver } = anImport(many(LINES));
    const context = firstReceive();
    let now = FIRST_RECEIVED_AT;
    const onSend = (call: number): [] => {
      now += 60_000;
      return call > SAVE_LINES / STEP_LINES ? crash() : [];
    };
    await expect(deliver({ onSend, now: () => now, context })).rejects.toThrow(CRASH);
    expect(context.dueAt).toBe(FIRST_RECEIVED_AT + (SAVE_LINES / STEP_LINES) * 60_000);
  });

  it('saves its progress, and fails as transient, when the queue is out', async () => {
    const { deliver, readState } = anImport(many(LINES));
    await expect(deliver({ onSend: (call) => (call > 2 ? crash() : []) })).rejects.toThrow(CRASH);
    expect(await readState()).toMatchObject({ status: 'running', line: 2 * STEP_LINES });
  });

  it('sends few orders of one tab in a step, because each waits for the one before', async () => {
    const tabs = ['a', 'b', 'a', 'a', 'b', 'b', 'a', 'a'];
    const file = tabs.map((tab) => anOrderLine({ tab })).join('\n');
    const { deliver, sent, readState } = anImport(file);
    const most: number[] = [];
    await deliver({
      onSend: (_call, messages) => {
        const ofTabs = Map.groupBy(messages, ({ order }) => order.tab);
        most.push(Math.max(...[...ofTabs.values()].map(({ length }) => length)));
        return [];
      },
    });
    expect(Math.max(...most)).toBe(STEP_TAB_ORDERS);
    expect(sent.map(({ orderId }) => orderId)).toEqual(idsOf(upTo(tabs.length)));
    expect(await readState()).toMatchObject({ status: 'done', line: tabs.length, accepted: tabs.length });
  });

  it('is left to the other of two deliveries that saved first', async () => {
    const { deliver, store, readState, lines } = anImport(many(LINES));
    const other = async (): Promise<void> => {
      const found = await store.read(IMPORT_ID);
      if (found) await store.save({ ...found.state, line: 7 }, found.etag);
    };
    let begun = false;
    const onSend = (): [] => {
      if (!begun) void other();
      begun = true;
      return [];
    };
    await expect(deliver({ onSend })).rejects.toMatchObject({ code: 'import-taken' });
    expect(await readState()).toMatchObject({ line: 7 });
    expect(lines.filter(({ event }) => event === 'import.not-saved')).toEqual([]);
  });

  it('is visible soon after a crash, and not after the whole visibility timeout', async () => {
    const { deliver, hidden } = anImport(many(1));
    await deliver({ remaining: () => 20_000 });
    expect(hidden).toEqual([25]);
  });

  it('begins once its message is hidden, so that this call does not outlive the function', async () => {
    const { deliver, hidden } = anImport(many(1));
    const hiddenAtStart: number[] = [];
    await deliver({ onHide: () => setImmediate(), onSave: () => void hiddenAtStart.push(hidden.length) });
    expect(hiddenAtStart).toEqual([1, 1]);
  });

  it('judges every line by the time of its start, so that a repeated line is not judged twice', async () => {
    const pickupAt = new Date(FIRST_RECEIVED_AT + 60_000).toISOString();
    const file = `${anOrderLine({ pickupAt })}\n`.repeat(LINES);
    const { deliver, readState } = anImport(file);
    let steps = 0;
    await deliver({ remaining: () => (++steps > 3 ? 0 : 30_000) });
    await deliver({ now: () => FIRST_RECEIVED_AT + 3_600_000 });
    expect(await readState()).toMatchObject({ accepted: LINES, refused: 0 });
  });
});

describe('a message of the queue imports', () => {
  it('is acknowledged if its import is finished', async () => {
    const { deliver, sent } = anImport(many(1));
    await deliver();
    expect(await deliver()).toEqual({ kind: 'acknowledged' });
    expect(sent).toHaveLength(1);
  });

  it('changes nothing if its import has failed', async () => {
    const { deliver, readState, hidden } = anImport('no JSON');
    await deliver();
    const before = await readState();
    expect(await deliver({ now: () => FIRST_RECEIVED_AT + 1000 })).toEqual({ kind: 'acknowledged' });
    expect(await readState()).toEqual(before);
    expect(hidden).toHaveLength(1);
  });

  it('is acknowledged if it is the test event of S3', async () => {
    const { deliver } = anImport(many(1));
    expect(await deliver({}, JSON.stringify({ Event: 's3:TestEvent' }))).toEqual({ kind: 'acknowledged' });
  });

  it.each([
    ['not-json', 'no JSON'],
    ['not-an-upload', '{}'],
    ['not-an-upload', uploadEvent(1, 'elsewhere/file')],
    ['import-unknown', uploadEvent(1, 'uploads/00000000-0000-4000-8000-000000000000')],
  ])('is quarantined as %s', async (code, body) => {
    const { deliver } = anImport(many(1));
    await expect(deliver({}, body)).rejects.toMatchObject({ name: 'PermanentError', code });
  });

  it('leaves no order id and no import id in log lines', async () => {
    const { deliver, lines, sent } = anImport(many(2));
    await deliver();
    expect(lines.length).toBeGreaterThan(0);
    for (const id of [IMPORT_ID, ...sent.map(({ orderId }) => orderId)])
      expect(JSON.stringify(lines)).not.toContain(id);
  });
});
