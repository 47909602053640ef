import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { bundleOptions } from '../../lib/bundle.ts';

type Outputs = Metafile['outputs'];

const ROOT = join(__dirname, '..', '..');

/** The budgets are those of the system, so the product is always the one of `test/second-product`. */
const secondProduct: Plugin = {
  name: 'second-product',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]lambda[\\/]product[\\/]index\.ts$/ }, ({ path }) => ({
      contents: readFileSync(join(ROOT, 'test/second-product/index.ts')),
      ...{ loader: 'ts', resolveDir: dirname(path) },
    })),
};

const outputsOf = async (name: string): Promise<Outputs> => {
  const { metafile } = await build({ ...bundleOptions(name), plugins: [secondProduct], write: false, metafile: true });
  return metafile.outputs;
};

/** A file of a bundle, and all files that it imports at once. */
const loadedWith = (outputs: Outputs, path: string, loaded: Set<string> = new Set()): ReadonlySet<string> => {
  loaded.add(path);
  for (const { path: next, kind } of outputs[path]?.imports ?? [])
    if (kind === 'import-statement' && outputs[next] && !loaded.has(next)) loadedWith(outputs, next, loaded);
  return loaded;
};

const bytesOf = (outputs: Outputs, paths: Iterable<string>): number =>
  [...paths].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);

/** The bytes that a cold start loads, and those that each part loads later, such as `s3`. */
const sizesOf = async (name: string): Promise<Readonly<Record<string, number>>> => {
  const outputs = await outputsOf(name);
  const start = loadedWith(outputs, 'index.mjs');
  const parts = Object.entries(outputs).flatMap(([path, { entryPoint = '' }]) => {
    const [, part] = /^lambda\/aws\/lazy\/(\w+)\.ts$/.exec(entryPoint) ?? [];
    if (part === undefined) return [];
    const more = [...loadedWith(outputs, path)].filter((file) => !start.has(file));
    return [[part, bytesOf(outputs, more)] as const];
  });
  return { start: bytesOf(outputs, start), ...Object.fromEntries(parts) };
};

/** The most bytes of each function with that product: `start` for a cold start, and more for the parts that are loaded later. */
const budgets = {
  // Each start has 3,000 bytes of room, because longer nouns of another system make the bundles longer.
  barista: { start: 275_000, s3: 145_000, sqs: 29_000 },
  cashier: { start: 268_000, s3: 145_000 },
  counter: { start: 302_000, s3: 145_000 },
  receipts: { start: 287_000, sqs: 29_000 },
  // An import lasts seconds, so nothing of it is loaded later. It has S3 with its signed URLs, and CSV. Another version of a message
  // adds 2,300 bytes.
  importer: { start: 417_000 },
};

it.each(Object.entries(budgets))('keeps the %s within its budget of bytes', async (name, budget) => {
  const sizes = await sizesOf(name);
  expect(Object.keys(sizes).sort()).toEqual(Object.keys(budget).sort());
  const over = Object.entries(budget).filter(([part, most]) => Number(sizes[part]) > most);
  const mistakes = over.map(
    ([part, most]) =>
      `${name}, ${part}: should have at most ${most} bytes, got ${sizes[part]}. Find the new import with esbuild's ` +
      '--analyze, load it from lambda/aws/lazy if a good order does not need it, or raise the budget and say why.',
  );
  expect(mistakes).toEqual([]);
});

it('has no budget that is far above its bundle, so that growth is noticed', async () => {
  for (const [name, budget] of Object.entries(budgets)) {
    const sizes = await sizesOf(name);
    for (const [part, most] of Object.entries(budget)) expect(Number(sizes[part])).toBeGreaterThan(0.9 * most);
  }
});

it('bundles less than 11 KB of the validation library into the cashier', async () => {
  const outputs = await outputsOf('cashier');
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const bytes = inputs
    .filter(([path]) => path.includes('node_modules/valibot/'))
    .reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(11 * 1024);
});
