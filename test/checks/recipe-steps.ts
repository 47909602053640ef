import type { RecipeCopy } from './recipe-copy.ts';

/** A file to run, and its arguments. */
type Command = readonly [string, ...string[]];

/** A recipe of docs/make-it-yours.md that changes the code. */
type Recipe = {
  readonly heading: string;
  readonly steps: (copy: RecipeCopy) => Promise<void> | void;
  /** The commands that write pages. */
  readonly pages: readonly Command[];
};

const JEST = 'node_modules/jest/bin/jest.js';
const privileges: Command = ['local/test/privileges/main.ts'];
const cost: Command = ['ops/cost/main.ts', '--write'];
const plan: Command = ['ops/plan/main.ts', '--write'];
const stages: Command = ['test/stages/markdown.ts'];
const suppressions: Command = ['test/checkers/page.ts'];
const parity: Command = ['test/parity/markdown.ts'];
const logicalIds: Command = [JEST, 'test/lib/stacks/logical-ids.test.ts', '-u'];

/** The part of a block from a text on. */
const from = (text: string, block = ''): string => block.slice(Math.max(0, block.indexOf(text)));

const addQueue = ({ code: [entry = '', work = '', handler = '', test = '', runbook = ''], ...copy }: RecipeCopy) => {
  copy.replace(
    'lib/workers.ts',
    "import type { Duration } from 'aws-cdk-lib'",
    "import { Duration } from 'aws-cdk-lib'",
  );
  const list = 'export const workers: readonly WorkerDefinition[] = [';
  copy.replace('lib/workers.ts', `${list}];`, from(list, entry));
  copy.write('lambda/courier/courier.ts', work);
  copy.write('lambda/courier/handler.ts', handler);
  copy.write('test/lambda/courier.test.ts', test);
  copy.append('docs/runbook.md', `\n${runbook}`);
};

const addStage = ({ code: [names = '', numbers = ''], ...copy }: RecipeCopy) => {
  copy.replace('lib/stage-names.ts', "export const stageNames = ['dev', 'prod'] as const;\n", names);
  const list = 'export const stages: Readonly<Record<StageName, () => StageNumbers>> = {';
  const [staging = ''] = numbers.split(list);
  const comment = '/** The numbers of each stage, computed';
  copy.replace('lib/stages.ts', comment, `${staging}${comment}`);
  copy.replace('lib/stages.ts', `${list} dev, prod };\n`, from(list, numbers));
};

const MESSAGE = 'lambda/order/message.ts';
const MESSAGE_TEST = 'test/lambda/order/message.test.ts';
const VERSIONS = 'export const versions: readonly [ReadVersion<OrderMessage>, ...ReadVersion<OrderMessage>[]] = [';

/** A declaration of a file, from its first line to a line that ends it. */
const declaration = (text: string, first: string, last: string): string => {
  const rest = from(first, text);
  return rest.slice(0, rest.indexOf(last) + last.length);
};

const readVersion2 = ({ code: [schema = '', readers = '', test = ''], ...copy }: RecipeCopy) => {
  copy.replace(MESSAGE, declaration(copy.read(MESSAGE), 'const v1Schema', '\n});\n'), schema);
  copy.replace(MESSAGE, 'import { closed, parse, time }', 'import { closed, oneLine, parse, time }');
  copy.replace(
    MESSAGE,
    '  readonly order: AcceptedOrder;\n',
    '  readonly order: AcceptedOrder;\n  readonly shop?: string;\n',
  );
  copy.replace(MESSAGE, declaration(copy.read(MESSAGE), VERSIONS, '\n];\n'), readers);
  copy.append(MESSAGE_TEST, `\n${test}`);
  copy.append('CHANGELOG.md', '- The baristas read version 2 of `order.placed`.\n');
};

const writeVersion2 = async (all: RecipeCopy) => {
  readVersion2(all);
  const { code, ...copy } = all;
  const [, , before = '', readers = '', after = ''] = code;
  copy.replace(MESSAGE, '  readonly shop?: string;\n', '  readonly shop: string;\n');
  const [shop = ''] = readers.split(VERSIONS);
  const comment = '/** The reader of each version';
  copy.replace(MESSAGE, comment, `${shop}${comment}`);
  copy.replace(MESSAGE, declaration(copy.read(MESSAGE), VERSIONS, '\n];\n'), from(VERSIONS, readers));
  copy.replace('lambda/order/new-order.ts', 'v: 1,', 'v: 2,\n    shop: SHOP,');
  copy.replace(
    'lambda/order/new-order.ts',
    "import type { OrderMessage } from './message.ts';",
    "import { type OrderMessage, SHOP } from './message.ts';",
  );
  copy.replace(MESSAGE_TEST, before, after);
  copy.replace(MESSAGE_TEST, 'import { decode, versions }', 'import { decode, SHOP, versions }');
  copy.replace('docs/messages.md', '"v": 1', '"v": 2');
};

/** The lines of the test of the example that only its test of the page needs. */
const ABOUT_PAGE = /^import .* from 'node:(fs|path)';\n|^const ROOT = .*\n/gm;

const callService = ({ read, ...copy }: RecipeCopy) => {
  copy.write('lambda/product/prepare.ts', read('examples/real-service/prepare.ts'));
  const [test = ''] = read('examples/test/real-service.test.ts')
    .replaceAll(ABOUT_PAGE, '')
    .split("it('is shown on its page");
  copy.write(
    'test/lambda/product/prepare.test.ts',
    test
      .replaceAll(/'\.\.\/\.\.\/(lambda|lib)\//g, "'../../../$1/")
      .replace('../real-service/prepare.ts', '../../../lambda/product/prepare.ts'),
  );
};

const protectCollect = ({ code: [authorizer = '', property = '', list = ''], ...copy }: RecipeCopy) => {
  copy.write('lib/staff.ts', authorizer);
  const service = 'lib/stacks/service-stack.ts';
  copy.replace(
    service,
    "new ShopApi(this, 'ShopApi', {\n",
    `new ShopApi(this, 'ShopApi', {\n${property.replaceAll(/<(region|account|pool)>/g, '$1')}`,
  );
  copy.replace(
    service,
    'import type { StateStack }',
    "import { staffAuthorizer } from '../staff.ts';\nimport type { StateStack }",
  );
  copy.replace(
    'test/lib/constructs/shop-api.test.ts',
    "      ['POST', 'AWS_IAM', 'Importer'],\n      ['GET', 'AWS_IAM', 'Importer'],\n",
    list,
  );
};

const PRODUCT_TEST = `import { samples, totalCents } from '../../../lambda/product/index.ts';

it('has a price for each copy', () => {
  const { line } = samples;
  expect(totalCents([{ ...line, copies: 3 }])).toBe(3 * totalCents([line]));
});
`;

const sellSomethingElse = ({ read, remove, ...copy }: RecipeCopy) => {
  const product = read('test/second-product/index.ts');
  remove('lambda/product');
  remove('test/lambda/product');
  copy.write('lambda/product/index.ts', product);
  copy.write('test/lambda/product/price.test.ts', PRODUCT_TEST);
  copy.replace('README.md', 'a coffee shop', 'a print shop');
  const otherFiles = /lambda\/product\/\w+\.ts/g;
  copy.write('docs/tutorial.md', read('docs/tutorial.md').replaceAll(otherFiles, 'lambda/product/index.ts'));
};

const renameNouns = async ({ run }: RecipeCopy) => {
  await run('bin/rename.ts', 'order=job', 'barista=printer');
};

/** The recipes by the names that the command takes. */
export const recipes = {
  product: {
    heading: 'Sell something else',
    steps: sellSomethingElse,
    pages: [cost, plan, privileges, suppressions],
  },
  nouns: {
    heading: 'Rename the nouns',
    steps: renameNouns,
    pages: [privileges, suppressions, stages, parity, cost, plan, logicalIds],
  },
  service: { heading: 'Call a real service from `prepare`', steps: callService, pages: [] },
  collect: { heading: 'Protect `collect`', steps: protectCollect, pages: [] },
  queue: { heading: 'Add a queue with its worker', steps: addQueue, pages: [privileges, cost, plan, logicalIds] },
  stage: { heading: 'Add a stage', steps: addStage, pages: [stages, suppressions] },
  reader: { heading: 'Change the version of a message', steps: readVersion2, pages: [] },
  writer: { heading: 'Change the version of a message', steps: writeVersion2, pages: [] },
} as const satisfies Readonly<Record<string, Recipe>>;
