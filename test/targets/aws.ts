// npm run test:aws -- --stage dev: runs the journey suite against a deployed stage, in the account and region of the
// AWS credentials of this shell.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { configFor } from '../../lib/config.ts';
import { ROOT } from '../journey/support/target.ts';
import { untilInterrupted } from './ending.ts';
import { keepLogs } from './logs.ts';
import { readOutputs } from './outputs.ts';
import { say, sentence } from './say.ts';
import { describeTarget, forgetTarget, runSuite } from './suite.ts';

const LOGS = join('.orderboard', 'aws-logs');

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { stage: { type: 'string', default: 'dev' } } });
  const { prefix, stage } = configFor(values.stage);
  if (stage === 'prod')
    throw new Error(
      '--stage should be a stage for tests such as dev, got prod: the suite leaves test orders on a stage',
    );
  const began = new Date();
  const { CashierUrl, outputs } = await readOutputs(new CloudFormationClient(), prefix);
  const url = CashierUrl.replace(/\/$/, '');
  say(`the stage ${stage} is open at ${url}`);
  describeTarget('aws', { url, outputs });
  try {
    await runSuite('aws', ['test/journey'], { signal: untilInterrupted(), environment: {} });
  } catch (error) {
    await keepLogs(new CloudWatchLogsClient(), { prefix, since: began, folder: join(ROOT, LOGS) });
    say(`the logs of the functions are in ${LOGS}`);
    throw error;
  } finally {
    forgetTarget('aws');
  }
};

await main().catch((error: unknown) => {
  say(sentence(error));
  process.exitCode = 1;
});
