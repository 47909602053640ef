// npm run test:localstack: starts LocalStack, deploys the stacks to it with `cdk deploy`, and runs the journey suite, the
// conformance suite, an update under load and `cdk destroy`. `-- --keep` keeps the shop open until Ctrl-C.
// `-- --stages` deploys dev and prod side by side, runs the journeys on both, and destroys dev.
// `-- --workers` runs the journeys, and the drill of worker/, while workers of containers make all orders.
// `-- --quick` leaves out the tests that take longest.
// `-- --results <file>` writes the results of jest to a file.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Engine, findEngine, type LocalStack, startLocalStack } from './container.ts';
import { createDeployment, type Deployment } from './deployment.ts';
import { untilInterrupted } from './ending.ts';
import { say, sentence, step, untilEnded } from './say.ts';
import { type SesStandIn, startSesForContainers } from './ses.ts';
import { runSuite } from './suite.ts';
import { testTwoStages } from './two-stages.ts';
import { testWorkers } from './workers.ts';

type Options = {
  readonly keep: boolean;
  readonly stages: boolean;
  readonly workers: boolean;
  readonly quick: boolean;
  readonly results?: string | undefined;
};

const readOptions = (): Options =>
  parseArgs({
    options: {
      keep: { type: 'boolean', default: false },
      stages: { type: 'boolean', default: false },
      workers: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      results: { type: 'string' },
    },
  }).values;

/** Jest finds `ops/test/journey/` by the first name, too. The journey of `worker/` opens a local shop on every target. */
const SUITE = [
  'test/journey/',
  'test/conformance/',
  'test/localstack/',
  '--testPathIgnorePatterns',
  '<rootDir>/worker/',
];
/** They take longest, and the local shop runs them at every push. */
const LONG = ['--testPathIgnorePatterns', '<rootDir>/ops/test/journey/dlq-redrive'];

const signal = untilInterrupted();

const resultsTo = (file: string | undefined): string[] =>
  file === undefined ? [] : ['--json', `--outputFile=${resolve(file)}`];

const lookAround = async ({ url }: { readonly url: string }, { endpoint }: LocalStack): Promise<void> => {
  say(`The shop is open at ${url}. LocalStack is at ${endpoint}.`);
  say(
    'Run the suite again with "ORDERBOARD_TARGET=localstack npx jest --runInBand test/journey". Press Ctrl-C to stop everything.',
  );
  await untilEnded(signal);
};

/** Deploys the shop, runs the suite and destroys the stacks. */
const test = async (
  deployment: Deployment,
  localstack: LocalStack,
  { keep, quick, results }: Options,
): Promise<void> => {
  const shop = await deployment.deploy();
  try {
    await runSuite('localstack', [...SUITE, ...(quick ? LONG : []), ...resultsTo(results)], deployment.run);
  } finally {
    if (keep && !signal.aborted) await lookAround(shop, localstack);
  }
  if (!signal.aborted) await step('cdk destroy', () => deployment.destroy());
};

const main = async (engine: Engine, ses: SesStandIn, options: Options): Promise<void> => {
  const localstack = await step('start LocalStack', () => startLocalStack(engine, { sesEndpoint: ses.endpoint }));
  say(`${localstack.image} is open at ${localstack.endpoint}`);
  const where = { localstack, mails: ses.mails, signal };
  const deployment = createDeployment(where);
  try {
    if (options.stages) await testTwoStages(where);
    else if (options.workers) await testWorkers(deployment);
    else await test(deployment, localstack, options);
  } catch (error) {
    await deployment.keepLogs().catch((cause: unknown) => say(`the logs could not be saved: ${sentence(cause)}`));
    throw error;
  } finally {
    deployment.forget();
    await step('stop LocalStack', () => localstack.stop());
  }
};

try {
  const options = readOptions();
  const engine = await findEngine();
  const ses = await startSesForContainers(engine);
  await main(engine, ses, options).finally(() => ses.close());
  say('the suite passed on LocalStack');
} catch (error) {
  say(sentence(error));
  process.exitCode = 1;
}
