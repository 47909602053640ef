// npm run load -- --port 3000 --orders 1000 --concurrency 20: measures the throughput of a running shop and its CPU time per order.
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { postLoad } from '../../test/journey/support/load.ts';
import { allDone, stored } from '../../test/journey/support/orders.ts';
import { readTarget, type Target } from '../../test/journey/support/target.ts';

const healthSchema = v.object({ cpuMilliseconds: v.record(v.string(), v.number()) });

const cpu = async ({ url }: Target): Promise<Record<string, number>> => {
  const health = v.parse(healthSchema, await (await fetch(`${url}/_local/health`)).json());
  return health.cpuMilliseconds;
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '3000' },
      orders: { type: 'string', default: '1000' },
      concurrency: { type: 'string', default: '20' },
      tabs: { type: 'string', default: '10' },
    },
  });
  const load = { orders: Number(values.orders), concurrency: Number(values.concurrency), tabs: Number(values.tabs) };
  const target = readTarget(values.port);
  const before = await cpu(target);
  const began = performance.now();
  const { all } = await postLoad(target, load);
  const accepted = performance.now();
  await allDone(target, 120);
  const done = performance.now();
  const after = await cpu(target);
  const records = await stored(
    target,
    all.map(({ orderId }) => orderId),
  );

  const perSecond = (milliseconds: number): string => ((1000 * load.orders) / milliseconds).toFixed(0);
  const ready = records.filter(({ status, attempts }) => status === 'READY' && attempts === 1).length;
  console.log(`${ready} of ${load.orders} orders were READY at the first attempt`);
  console.log(
    `${perSecond(accepted - began)} orders per second were accepted, ${perSecond(done - began)} per second were made`,
  );
  for (const [part, used] of Object.entries(after))
    console.log(
      `CPU time of ${part.padEnd(8)} ${((used - (before[part] ?? 0)) / load.orders).toFixed(2)} ms per order`,
    );
  process.exitCode = ready === load.orders ? 0 : 1;
};

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
