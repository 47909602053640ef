import { randomUUID } from 'node:crypto';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { PAGE_LINES } from '../../lambda/importer/limits.ts';
import { orderIdOf } from '../../lambda/importer/steps.ts';
import { samples, totalCents } from '../../lambda/product/index.ts';
import { aRow, csvHeader } from '../support/imports.ts';
import { itOf } from './support/behaviour.ts';
import { failureOf, takeDeadLetters } from './support/dead-letters.ts';
import { fetch as fetchChecked } from './support/fetch.ts';
import { finished, openImport, readReport, refusedLinesOf, startImport, upload } from './support/imports.ts';
import { type OpenTarget, openOwnTarget, openTarget } from './support/open.ts';
import { allDone, aRequest, get, reaches, stored } from './support/orders.ts';
import { describeWith, has } from './support/parts.ts';
import { targetKind } from './support/target.ts';
import { until } from './support/until.ts';

const line = (fields: object = {}): string => JSON.stringify(aRequest({ ...fields }));
const onTab = has('tabs') ? { tab: 'table-7' } : {};
const [bad] = samples.bad;

describeWith('imports', 'an import', () => {
  let shop: OpenTarget;
  beforeAll(async () => {
    shop = await openTarget();
  });
  afterAll(() => shop.close());

  it('makes an order of each good line, and reports each bad one', async () => {
    // GIVEN
    const file = [line(), line({ lines: [bad?.line] }), line(onTab), 'no order', line(onTab)];

    // WHEN
    const importId = await startImport(shop.target, 'ndjson', file.join('\n'));

    // THEN
    const report = await finished(shop.target, importId, 30);
    expect(report).toMatchObject({ status: 'done', lines: 5, accepted: 3, refused: 2 });
    expect(report.refusedLines).toMatchObject([
      { line: 2, errors: [{ pointer: `/lines/0${bad?.pointer}` }] },
      { line: 4, errors: [{ pointer: '' }] },
    ]);
    const ids = [1, 3, 5].map((number) => orderIdOf(importId, number));
    for (const orderId of ids) await reaches(shop.target, orderId, 'READY', 30);
    const records = new Map((await stored(shop.target, ids)).map((record) => [record.orderId, record]));
    const [, first = '', second = ''] = ids.map((orderId) => records.get(orderId)?.updatedAt);
    expect((first <= second || !has('tabs')) && second !== '').toBe(true); // of one tab
  });

  it('makes an order of each row of a CSV file', async () => {
    const row = aRow({ customerEmail: aRequest().customer.email });
    const importId = await startImport(shop.target, 'csv', `${csvHeader}\r\n${row}\r\nno row\r\n`);
    expect(await finished(shop.target, importId, 30)).toMatchObject({ status: 'done', accepted: 1, refused: 1 });
    await reaches(shop.target, orderIdOf(importId, 2), 'READY', 30);
    expect(await get(shop.target, orderIdOf(importId, 2))).toMatchObject({
      totalCents: totalCents([samples.fullLine]),
    });
  });

  it('waits for its upload, and takes one upload only', async () => {
    const opened = await openImport(shop.target, 'ndjson', Buffer.byteLength(line()));
    expect(await readReport(shop.target, opened.importId)).toMatchObject({ status: 'waiting', lines: 0 });
    expect(await upload(shop.target, opened, line())).toBe(200);
    expect(await upload(shop.target, opened, line())).toBe(412);
    expect(await finished(shop.target, opened.importId, 30)).toMatchObject({ status: 'done', accepted: 1 });
  });

  it('reports a large number of refused lines page by page', async () => {
    const count = 2 * PAGE_LINES + 1;
    const importId = await startImport(shop.target, 'ndjson', '{}\n'.repeat(count));
    expect(await finished(shop.target, importId, 30)).toMatchObject({ status: 'done', refused: count });
    const lines = (await refusedLinesOf(shop.target, importId)).map(({ line: number }) => number);
    expect(lines).toEqual(Array.from({ length: count }, (_, n) => n + 1));
  });

  it('fails with an error if the file is not of its format, and makes no order of it', async () => {
    const importId = await startImport(shop.target, 'ndjson', Buffer.from([0x1f, 0x8b, 8, 0, 0]));
    expect(await finished(shop.target, importId, 30)).toMatchObject({
      status: 'failed',
      lines: 0,
      error: expect.stringMatching(/gzip/),
    });
  });

  it('makes each order once when its upload is told twice', async () => {
    // GIVEN a finished import
    const importId = await startImport(shop.target, 'ndjson', line());
    await finished(shop.target, importId, 30);
    const orderId = orderIdOf(importId, 1);
    await reaches(shop.target, orderId, 'READY', 30);
    const before = await stored(shop.target, [orderId]);

    // WHEN
    const object = { key: `uploads/${importId}`, size: Buffer.byteLength(line()), eTag: 'content' };
    const { sqs, outputs } = shop.target;
    const QueueUrl = outputs.ImportsQueueUrl;
    await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ Records: [{ s3: { object } }] }) }),
    );

    // THEN
    await allDone(shop.target, 30);
    expect(await stored(shop.target, [orderId])).toEqual(before);
  });

  itOf('staffCalls')('is opened and read by nobody without a signature', async () => {
    const { url } = shop.target;
    const body = JSON.stringify({ format: 'ndjson', bytes: 1 });
    const headers = { 'Content-Type': 'application/json' };
    const opened = await fetchChecked(`${url}/imports`, { method: 'POST', headers, body });
    const read = await fetchChecked(`${url}/imports/${randomUUID()}`);
    for (const answer of [opened, read])
      expect(await answer.json()).toMatchObject({ type: 'urn:orderboard:problem:no-such-route' });
  });

  it('quarantines a message that tells of no upload', async () => {
    const { sqs, outputs } = shop.target;
    await sqs.send(new SendMessageCommand({ QueueUrl: outputs.ImportsQueueUrl, MessageBody: '{}' }));
    const [dead] = await takeDeadLetters(shop.target, outputs.ImportsDlqUrl, 1);
    expect(dead ? failureOf(dead) : undefined).toMatchObject({ code: 'not-an-upload', receiveCount: 1 });
  });
});

describeWith('imports', 'a killed importer', () => {
  let shop: OpenTarget;
  beforeAll(async () => {
    shop = await openOwnTarget(); // its thousands of orders would delay those of other files
  });
  afterAll(() => shop.close());

  const onLocal = targetKind === 'local' ? it : it.skip;

  onLocal(
    'is followed by one that continues its work: it sends each order once and reports each bad line',
    async () => {
      // GIVEN
      const count = 20_000;
      const file = Array.from({ length: count }, (_, n) => (n % 100 === 7 ? '{}' : line())).join('\n');
      const importId = await startImport(shop.target, 'ndjson', file);
      await until(
        () => readReport(shop.target, importId),
        ({ lines }) => lines > 0,
        { seconds: 30 },
      );

      // WHEN
      await fetch(`${shop.target.url}/_local/functions/importer/kill`, { method: 'POST' });
      expect(await readReport(shop.target, importId)).toMatchObject({ status: 'running' });

      // THEN
      const report = await finished(shop.target, importId, 100);
      expect(report).toMatchObject({ status: 'done', lines: count, refused: count / 100 });
      const refused = (await refusedLinesOf(shop.target, importId)).map(({ line: number }) => number);
      expect(refused).toEqual(Array.from({ length: count / 100 }, (_, n) => 100 * n + 8));
    },
  );
});
