import { place, reaches } from '../journey/support/orders.ts';
import { type Description, readTarget } from '../journey/support/target.ts';
import { createDeployment, type Deployment, type DeploymentOptions } from './deployment.ts';
import { say, step } from './say.ts';
import { describeTarget, runSuite } from './suite.ts';

const READY_SECONDS = 60;

/** The suite finds its target by its description, which is that of one stage at a time. */
const testStage = async (name: string, shop: Description, { run }: Deployment): Promise<void> => {
  describeTarget('localstack', shop);
  say(`the journeys run on the stage ${name}, at ${shop.url}`);
  await runSuite('localstack', ['test/journey/'], run);
};

/** @throws Error if the shop does not make an order */
const makeOrder = async (shop: Description): Promise<void> => {
  describeTarget('localstack', shop);
  const target = readTarget('localstack');
  try {
    const { orderId } = await place(target);
    await reaches(target, orderId, 'READY', READY_SECONDS);
  } finally {
    target.close();
  }
};

/** Deploys `dev` and `prod` into one account, runs the journeys on both, destroys `dev`, and makes one more order on `prod`. */
export const testTwoStages = async (options: Omit<DeploymentOptions, 'stage'>): Promise<void> => {
  const dev = createDeployment({ ...options, stage: 'dev' });
  const prod = createDeployment({ ...options, stage: 'prod' });
  const shops = { dev: await dev.deploy(), prod: await prod.deploy() };
  await testStage('dev', shops.dev, dev);
  await testStage('prod', shops.prod, prod);
  await step('cdk destroy of dev', () => dev.destroy());
  await step('an order on prod', () => makeOrder(shops.prod));
};
