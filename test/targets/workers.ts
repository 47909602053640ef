import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../journey/support/target.ts';
import type { Deployment } from './deployment.ts';
import { run } from './run.ts';
import { say, step } from './say.ts';

/**
 * Deploys the shop, and runs the journeys and the drill of the workers on it. Both disable the mappings of the baristas meanwhile.
 *
 * @throws Error if a part fails, or without the folder `worker`
 */
export const testWorkers = async (deployment: Deployment): Promise<void> => {
  if (!existsSync(join(ROOT, 'worker')))
    throw new Error('"--workers" needs the folder worker/ with the worker and its journeys, got a checkout without it');
  await deployment.deploy();
  for (const part of ['test:worker', 'drill:worker'] as const) await runPart(part, deployment);
  await step('cdk destroy', () => deployment.destroy());
};

const runPart = async (
  part: 'test:worker' | 'drill:worker',
  { run: { signal, environment } }: Deployment,
): Promise<void> => {
  say(`${part} begins`);
  const { code } = await run(
    part,
    [],
    { signal, environment: { ...environment, ORDERBOARD_TARGET: 'localstack' } },
    { shown: true },
  );
  if (code !== 0) throw new Error(`${part} should pass on LocalStack, got exit code ${code}`);
};
