// npm run worker: finds a shop, and starts a worker with the environment variables of its container.
import { readOptions, USAGE } from './options.ts';

const prepare = async (): Promise<boolean> => {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) {
    console.log(USAGE);
    return false;
  }
  const { target, variables } = options;
  if (target.kind !== 'environment') {
    const { variablesOf } = await import('./target.ts'); // it loads the CDK for the numbers of the stage
    Object.assign(process.env, await variablesOf(target));
  }
  Object.assign(process.env, variables);
  return true;
};

const isPrepared = await prepare().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
  return false;
});
if (isPrepared) await import('./main.ts');
