import * as v from 'valibot';
import { orderIdOf } from '../../../lambda/importer/steps.ts';
import {
  finished,
  isFinished,
  type Report,
  readReport,
  refusedLinesOf,
  startImport,
} from '../../journey/support/imports.ts';
import { depth, stored } from '../../journey/support/orders.ts';
import type { Target } from '../../journey/support/target.ts';
import { until } from '../../journey/support/until.ts';
import { drillFile } from './file.ts';

export type DrillResult = {
  readonly lines: number;
  readonly accepted: number;
  readonly refused: number;
  readonly killedInstances: number;
  readonly importSeconds: number;
  readonly madeSeconds: number;
};

/** An import takes minutes on a slow machine, and the orders of its file longer. */
const SECONDS = 3600;

/**
 * Imports a file with 1 % bad lines into a local shop, and kills the importer on the way.
 *
 * @throws Error if a good line is not exactly one order, or a bad line is not in the report
 */
export const drillImport = async (shop: Target, count: number, kills: number): Promise<DrillResult> => {
  const { text, good, bad } = drillFile(count);
  const began = Date.now();
  const secondsSinceStart = (): number => Math.round((Date.now() - began) / 1000);
  const importId = await startImport(shop, 'ndjson', text);
  let killed = 0;
  for (let n = 1; n <= kills; n++) {
    await passed(shop, importId, (n * count) / (kills + 2));
    killed += await killImporter(shop);
    if (isFinished(await readReport(shop, importId)))
      throw new Error(`kill ${n} should interrupt the import, got a finished one: give more --lines`);
  }
  const report = await finished(shop, importId, SECONDS);
  const importSeconds = secondsSinceStart();
  const refused = (await refusedLinesOf(shop, importId)).map(({ line }) => line);
  expectSame('the refused lines', refused, bad);
  await worked(shop);
  const madeSeconds = secondsSinceStart();
  const records = await stored(
    shop,
    good.map((line) => orderIdOf(importId, line)),
  );
  const once = records.filter(({ status, version, attempts }) => status === 'READY' && version === 2 && attempts === 1);
  if (once.length !== good.length)
    throw new Error(`each good line should be an order that is made once: ${good.length}, got ${once.length}`);
  const { lines, accepted } = report;
  return { lines, accepted, refused: refused.length, killedInstances: killed, importSeconds, madeSeconds };
};

/** Waits until more than so many lines are worked. */
const passed = (shop: Target, importId: string, lines: number): Promise<Report> =>
  until(
    () => readReport(shop, importId),
    (report) => isFinished(report) || report.lines > lines,
    { seconds: SECONDS },
  );

const killImporter = async ({ url }: Target): Promise<number> => {
  const response = await fetch(`${url}/_local/functions/importer/kill`, { method: 'POST' });
  return v.parse(v.object({ killed: v.number() }), await response.json()).killed;
};

/** Waits until no order waits on a queue. */
const worked = (shop: Target): Promise<number> => {
  const { OrdersQueueUrl, TabsQueueUrl } = shop.outputs;
  const waiting = async () => (await depth(shop, OrdersQueueUrl)) + (await depth(shop, TabsQueueUrl));
  return until(waiting, (seen) => seen === 0, { seconds: SECONDS });
};

const expectSame = (what: string, got: readonly number[], expected: readonly number[]): void => {
  if (JSON.stringify(got) === JSON.stringify(expected)) return;
  throw new Error(`${what} should be ${expected.length} lines from ${expected[0]}, got ${got.length} from ${got[0]}`);
};
