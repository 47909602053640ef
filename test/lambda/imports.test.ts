import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

const ROOT = join(__dirname, '..', '..');

type Import = { readonly from: string; readonly to: string };

/** The relative imports of the files below a folder, as pairs of paths from the root of the checkout. */
const importsBelow = (folder: string): Import[] =>
  existsSync(join(ROOT, folder))
    ? readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts'))
        .flatMap((path) => importsOf(`${folder}/${path.replaceAll('\\', '/')}`))
    : [];

const importsOf = (from: string): Import[] =>
  [...readFileSync(join(ROOT, from), 'utf8').matchAll(/(?:from|import) '(\.{1,2}\/[^']+)'/g)].map(([, to = '']) => ({
    from,
    to: posix.join(posix.dirname(from), to),
  }));

const lambda = importsBelow('lambda');

/** The imports of a folder that are not allowed. */
const forbidden = (folder: string, allowed: RegExp): Import[] =>
  lambda.filter(({ from, to }) => from.startsWith(`lambda/${folder}`) && !allowed.test(to));

it('finds the imports of a file', () => {
  expect(lambda).toContainEqual({ from: 'lambda/barista/handler.ts', to: 'lambda/barista/wire.ts' });
});

it.each([
  ['parsing/', /^lambda\/(parsing\/|errors\.ts$)/],
  ['product/', /^lambda\/(product\/|parsing\/|errors\.ts$)/],
  ['order/', /^lambda\/(order\/|product\/index\.ts$|parsing\/|errors\.ts$)/],
  ['batch/', /^lambda\/(batch\/|errors\.ts$|log\.ts$)/],
  ['api/', /^lambda\/(api\/|order\/|parsing\/)/],
])('lets lambda/%s import only from its allowed layers', (folder, allowed) => {
  expect(forbidden(folder, allowed)).toEqual([]);
});

it('lets other folders import only the index of the product', () => {
  const everywhere = ['lambda', 'lib', 'bin', 'examples', 'local', 'simulation', 'test'].flatMap(importsBelow);
  const inside = /^(lambda|test\/lambda)\/product\//;
  const entering = everywhere.filter(({ from, to }) => to.startsWith('lambda/product/') && !inside.test(from));
  expect(entering.length).toBeGreaterThan(0);
  expect(entering.filter(({ to }) => to !== 'lambda/product/index.ts')).toEqual([]);
});

it('lets only handlers import wire.ts, and no file import a handler', () => {
  expect(lambda.filter(({ from, to }) => to.endsWith('/wire.ts') && !from.endsWith('/handler.ts'))).toEqual([]);
  expect(lambda.filter(({ to }) => to.endsWith('/handler.ts'))).toEqual([]);
});

it('keeps the code of operators out of the functions', () => {
  const ofOperators = /^lambda\/(operator\/|aws\/stuck-records)/;
  const entering = lambda.filter(({ from, to }) => ofOperators.test(to) && !ofOperators.test(from));
  expect(lambda.some(({ to }) => ofOperators.test(to))).toBe(true);
  expect(entering).toEqual([]);
});

it('keeps the description of the API out of the functions: they import only the types of answers', () => {
  const describing = /^lambda\/(openapi\/|(api|counter|order)\/\w+-answer\.ts$)/;
  const entering = lambda.filter(({ from, to }) => describing.test(to) && !describing.test(from));
  expect(entering.length).toBeGreaterThan(0);
  for (const { from, to } of entering) {
    const text = readFileSync(join(ROOT, from), 'utf8');
    const name = posix.basename(to);
    expect(text).toMatch(new RegExp(`import type [^;]*/${name}'`));
    expect(text.match(new RegExp(`import (?!type )[^;]*/${name}'`))).toBeNull();
  }
});

it('lets no other folder import the optional folders', () => {
  const fixed = ['lambda', 'lib', 'bin', 'test'].flatMap(importsBelow);
  expect(fixed.filter(({ to }) => /^(examples|local|simulation|worker)\//.test(to))).toEqual([]);
});

it('lets behaviour import only types from aws/, because adapters are passed in', () => {
  const behaviours = [
    'barista/barista',
    'barista/announce-ready',
    'barista/inspect',
    'cashier/cashier',
    'counter/board',
    'counter/counter',
    'importer/desk',
    'importer/importer',
    'importer/steps',
    'receipts/receipts',
    'operator/reconcile',
  ];
  for (const path of behaviours) {
    const text = readFileSync(join(ROOT, 'lambda', `${path}.ts`), 'utf8');
    expect(text).toContain("from '../aws/");
    expect(text.match(/import (?!type )[^;]*from '\.\.\/aws\/[^']*'/g)).toBeNull();
  }
});

it('lets lib/ import only names, numbers, the product and the description of the API from lambda/', () => {
  const taken = importsBelow('lib').filter(({ to }) => to.startsWith('lambda/'));
  const allowed =
    /^lambda\/(environment|aws\/(ascii-json|client-options)|batch\/retry-delay|barista\/(longest-path|prepare-channel)|api\/(answers|body)|counter\/page|importer\/(limits|variables)|openapi\/(document|parts)|order\/(claim-check|event|lane|lifecycle|pickup)|product\/index)\.ts$/;
  expect(taken.length).toBeGreaterThan(0);
  expect(taken.filter(({ to }) => !allowed.test(to))).toEqual([]);
});

it('lets local/ import nothing from the shop', () => {
  const code = importsBelow('local').filter(({ from }) => !from.startsWith('local/test/'));
  expect(code.filter(({ to }) => !to.startsWith('local/'))).toEqual([]);
});
