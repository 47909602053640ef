import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const ROOT = join(__dirname, '..', '..');

type Import = { readonly from: string; readonly to: string };

/** The relative imports of the files below a folder, both ends as paths from the root of the checkout. */
const importsBelow = (folder: string): Import[] =>
  existsSync(join(ROOT, folder))
    ? readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts'))
        .flatMap((path) => importsOf(join(folder, path)))
    : [];

const importsOf = (from: string): Import[] =>
  [...readFileSync(join(ROOT, from), 'utf8').matchAll(/(?:from|import) '(\.{1,2}\/[^']+)'/g)].map(([, to = '']) => ({
    from,
    to: normalize(join(dirname(from), to)),
  }));

const lambda = importsBelow('lambda');

/** The imports of a folder that lead to no allowed place. */
const forbidden = (folder: string, allowed: RegExp): Import[] =>
  lambda.filter(({ from, to }) => from.startsWith(`lambda/${folder}`) && !allowed.test(to));

it('reads imports', () => {
  expect(lambda).toContainEqual({ from: 'lambda/barista/handler.ts', to: 'lambda/barista/wire.ts' });
});

it.each([
  ['parsing/', /^lambda\/(parsing\/|errors\.ts$)/],
  ['product/', /^lambda\/(product\/|parsing\/|errors\.ts$)/],
  ['order/', /^lambda\/(order\/|product\/index\.ts$|parsing\/|errors\.ts$)/],
  ['batch/', /^lambda\/(batch\/|errors\.ts$|log\.ts$)/],
  ['api/', /^lambda\/(api\/|order\/|parsing\/)/],
])('imports into lambda/%s only from where the layers allow it', (folder, allowed) => {
  expect(forbidden(folder, allowed)).toEqual([]);
});

it('enters the product by its index only', () => {
  const everywhere = ['lambda', 'lib', 'bin', 'local', 'simulation', 'test'].flatMap(importsBelow);
  const inside = /^(lambda|test\/lambda)\/product\//;
  const entering = everywhere.filter(({ from, to }) => to.startsWith('lambda/product/') && !inside.test(from));
  expect(entering.length).toBeGreaterThan(0);
  expect(entering.filter(({ to }) => to !== 'lambda/product/index.ts')).toEqual([]);
});

it('has wire.ts imported by handlers and by no behaviour, and handlers by nobody', () => {
  expect(lambda.filter(({ from, to }) => to.endsWith('/wire.ts') && !from.endsWith('/handler.ts'))).toEqual([]);
  expect(lambda.filter(({ to }) => to.endsWith('/handler.ts'))).toEqual([]);
});

it('keeps the optional folders optional: no other folder imports them', () => {
  const fixed = ['lambda', 'lib', 'bin', 'test'].flatMap(importsBelow);
  expect(fixed.filter(({ to }) => /^(local|simulation)\//.test(to))).toEqual([]);
});

it('passes adapters in: behaviour takes only types from aws/', () => {
  const behaviours = [
    'barista/barista',
    'barista/announce-ready',
    'cashier/cashier',
    'counter/counter',
    'receipts/receipts',
  ];
  for (const path of behaviours) {
    const text = readFileSync(join(ROOT, 'lambda', `${path}.ts`), 'utf8');
    expect(text).toContain("from '../aws/");
    expect(text.match(/import (?!type )[^;]*from '\.\.\/aws\/[^']*'/g)).toBeNull();
  }
});

it('lets lib/ take names, numbers and the product from lambda/', () => {
  const taken = importsBelow('lib').filter(({ to }) => to.startsWith('lambda/'));
  const allowed =
    /^lambda\/(environment|aws\/client-options|api\/(answers|body)|order\/(event|identity|lifecycle|pickup)|product\/index)\.ts$/;
  expect(taken.length).toBeGreaterThan(0);
  expect(taken.filter(({ to }) => !allowed.test(to))).toEqual([]);
});

it('keeps local/ apart: its code imports nothing of the shop', () => {
  const code = importsBelow('local').filter(({ from }) => !from.startsWith('local/test/'));
  expect(code.filter(({ to }) => !to.startsWith('local/'))).toEqual([]);
});
