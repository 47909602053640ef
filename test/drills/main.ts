// The tools of docs/data.md, for a shop that runs:
//   node test/drills/main.ts restore --from <table> --lines <file>     and --shop <port> or --stage <stage>
//   node test/drills/main.ts erase --email <address> | --order <id>    and --shop <port> or --stage <stage>
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { configFor } from '../../lib/config.ts';
import { connectTo, readTarget, type Target } from '../journey/support/target.ts';
import { readOutputs } from '../targets/outputs.ts';
import { eraseCustomer } from './erase-customer.ts';
import { restoreRecords } from './restore-records.ts';
import { lastSteps } from './steps.ts';

const text = { type: 'string' } as const;
const { values, positionals } = parseArgs({
  options: { shop: text, stage: text, from: text, lines: text, email: text, order: text },
  allowPositionals: true,
});

const given = (name: keyof typeof values): string => {
  const value = values[name];
  if (value === undefined) throw new Error(`--${name} should have a value, got none`);
  return value;
};

/** A local shop by its port, or a stage in the account and region of the credentials. */
const openShop = async (): Promise<Target> => {
  if (values.stage === undefined) return readTarget(given('shop'));
  const { prefix } = configFor(values.stage);
  const { CashierUrl, outputs } = await readOutputs(new CloudFormationClient(), prefix);
  return connectTo({ url: CashierUrl.replace(/\/$/, ''), outputs });
};

const run = async (shop: Target): Promise<unknown> => {
  const { dynamodb, outputs } = shop;
  const [tool] = positionals;
  if (tool === 'erase')
    return eraseCustomer(shop, values.order === undefined ? { email: given('email') } : { orderId: values.order });
  if (tool !== 'restore') throw new Error(`the tool should be restore or erase, got '${tool}'`);
  const steps = lastSteps(readFileSync(given('lines'), 'utf8').split('\n'));
  return restoreRecords({ dynamodb, from: given('from'), to: outputs.OrderTableName, steps });
};

const main = async (): Promise<void> => {
  const shop = await openShop();
  try {
    console.log(JSON.stringify(await run(shop), null, 2));
  } finally {
    shop.close();
  }
};

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
