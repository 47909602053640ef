// npm run test:localstack: starts LocalStack, deploys the stacks to it with `cdk deploy`, and runs the journey suite, the
// conformance suite, an update under load and `cdk destroy`. `-- --keep` keeps the shop open until Ctrl-C.
// `-- --results <file>` writes the results of jest to a file.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Engine, findEngine, type LocalStack, startLocalStack } from './container.ts';
import { createDeployment, type Deployment } from './deployment.ts';
import { untilInterrupted } from './ending.ts';
import { say, sentence, step, untilEnded } from './say.ts';
import { type SesStandIn, startSesForContainers } from './ses.ts';
import { runSuite } from './suite.ts';

const { values } = parseArgs({
  options: { keep: { type: 'boolean', default: false }, results: { type: 'string' } },
});
const SUITE = ['test/journey/', 'test/conformance/', 'test/localstack/'];
const signal = untilInterrupted();

const resultsTo = (file: string | undefined): string[] =>
  file === undefined ? [] : ['--json', `--outputFile=${resolve(file)}`];

const lookAround = async ({ url }: { readonly url: string }, { endpoint }: LocalStack): Promise<void> => {
  say(`The shop is open on ${url}, and LocalStack on ${endpoint}.`);
  say(
    '"ORDERBOARD_TARGET=localstack npx jest --runInBand test/journey" runs the suite again. Ctrl-C stops everything.',
  );
  await untilEnded(signal);
};

/** Deploys the shop, runs the suite and destroys the stacks. */
const test = async (deployment: Deployment, localstack: LocalStack): Promise<void> => {
  const shop = await deployment.deploy();
  try {
    await runSuite('localstack', [...SUITE, ...resultsTo(values.results)], deployment.run);
  } finally {
    if (values.keep && !signal.aborted) await lookAround(shop, localstack);
  }
  if (!signal.aborted) await step('cdk destroy', () => deployment.destroy(shop));
};

const main = async (engine: Engine, ses: SesStandIn): Promise<void> => {
  const localstack = await step('LocalStack', () => startLocalStack(engine, { sesEndpoint: ses.endpoint }));
  say(`${localstack.image} on ${localstack.endpoint}`);
  const deployment = createDeployment({ localstack, mails: ses.mails, signal });
  try {
    await test(deployment, localstack);
  } catch (error) {
    await deployment.keepLogs().catch((cause: unknown) => say(`the logs could not be kept: ${sentence(cause)}`));
    throw error;
  } finally {
    deployment.forget();
    await step('stopping LocalStack', () => localstack.stop());
  }
};

try {
  const engine = await findEngine();
  const ses = await startSesForContainers(engine);
  await main(engine, ses).finally(() => ses.close());
  say('LocalStack: passed');
} catch (error) {
  say(sentence(error));
  process.exitCode = 1;
}
