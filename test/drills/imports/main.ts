// npm run drill:imports [-- --lines 100000 --kills 2]: imports a large file into a local shop, kills the importer on the way, and
// measures the heap of an importer with a small and a large file.
import { parseArgs } from 'node:util';
import { launchShop } from '../../journey/support/launch-shop.ts';
import { drillImport } from './drill.ts';
import { heapOfImport } from './heap.ts';

const { values } = parseArgs({
  options: { lines: { type: 'string', default: '100000' }, kills: { type: 'string', default: '2' } },
});
const lines = Number(values.lines);

/** The most that the heap may grow, in MB. A file of 100,000 lines has 15 MB. */
const MOST_GROWTH = 5;

const shop = await launchShop(0, ['-c', 'mail=off']);
try {
  console.log(JSON.stringify(await drillImport(shop.target, lines, Number(values.kills)), null, 2));
  const [small, large] = [await heapOfImport(shop.target, 1000), await heapOfImport(shop.target, lines)];
  console.log(`heap of the importer: ${small.toFixed(1)} MB with 1000 lines, ${large.toFixed(1)} MB with ${lines}`);
  if (large - small > MOST_GROWTH)
    throw new Error(`the heap should grow by at most ${MOST_GROWTH} MB, got ${(large - small).toFixed(1)} MB`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await shop.stop();
}
