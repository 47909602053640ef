// npm run check:second-product: replaces lambda/product with the print shop of test/second-product, in a scratch copy.
// Types, unit tests, journeys and the simulator must pass without a change to any other file.
import { type Scratch, withScratch } from './scratch.ts';

const ORDERS = 2000;
/** The tests of the product are deleted with it. */
const PRODUCT_TESTS = 'test/lambda/product';

const say = (line: string): void => console.log(line);

const check = async (scratch: Scratch): Promise<void> => {
  scratch.remove('lambda/product');
  scratch.copy('test/second-product', 'lambda/product');
  scratch.remove(PRODUCT_TESTS);

  await scratch.run('node_modules/typescript/bin/tsc');
  say('types: tsc passed');
  say(`unit tests: ${await scratch.test(scratch.testFiles('test/lambda', 'test/lib'))}`);
  say(`journeys on the local shop: ${await scratch.test(scratch.testFiles('test/journey'))}`);
  const simulated = await scratch.run('simulation/main.ts', '--orders', String(ORDERS));
  const last = simulated.trimEnd().split('\n').at(-1) ?? '';
  if (!last.startsWith(`${ORDERS.toLocaleString('en-US')} orders`))
    throw new Error(`the simulator should end with a line about ${ORDERS} orders, got: ${last}`);
  say(`simulator: ${last}`);
  say(`The second product passes, and no file changed outside lambda/product and ${PRODUCT_TESTS}.`);
};

try {
  await withScratch(check);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
