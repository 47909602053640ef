// npm run set-rollback -- --stage prod: CloudFormation rolls back a release of the stage if its alarms fire during the deployment or
// 15 minutes after it. With --off it never does.
import { parseArgs } from 'node:util';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { configFor } from '../lib/config.ts';
import { setRollback } from './rollback.ts';

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: { stage: { type: 'string', default: 'dev' }, off: { type: 'boolean', default: false } },
  });
  const { prefix } = configFor(values.stage);
  const stackName = `${prefix}-service`;
  const outcome = await setRollback({
    client: new CloudFormationClient(),
    stackName,
    alarmsStackName: `${prefix}-monitoring`,
    wanted: !values.off,
  });
  console.log(`the rollback of ${stackName} is ${values.off ? 'off' : 'on'}, and was ${outcome}`);
};

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
