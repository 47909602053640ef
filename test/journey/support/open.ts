import { callsOf } from './calls.ts';
import { launchChosenShop, launchShop, type Shop } from './launch-shop.ts';
import { within } from './limits.ts';
import { readTarget, type Target, targetKind } from './target.ts';
import { workerShop } from './worker-shop.ts';

export type OpenTarget = {
  readonly target: Target;
  close(): Promise<void>;
};

// The limit of each test in a file that opens a target. Each wait inside a test has its own, shorter limit.
jest.setTimeout(within(120));

/** Opens the target of this run. The files that a Jest worker runs share a local shop, as all files share another target. */
export const openTarget = async (): Promise<OpenTarget> => {
  if (targetKind !== 'local') return openShared();
  const target = await workerShop();
  return { target, close: () => checkCalls(target).finally(target.close) };
};

/** Opens the target of this run. On local, it is a new shop, for a file that needs one without orders and dead letters of others. */
export const openOwnTarget = (): Promise<OpenTarget> => openNew(launchChosenShop);

/** The same, but on local the shop has every part, whatever `cdk.json` leaves out. */
export const openWholeTarget = (): Promise<OpenTarget> => openNew(launchShop);

const openNew = async (launch: () => Promise<Shop>): Promise<OpenTarget> => {
  if (targetKind !== 'local') return openShared();
  const { target, stop } = await launch();
  return { target, close: () => checkCalls(target).finally(() => stop()) };
};

const openShared = (): OpenTarget => {
  const target = readTarget(targetKind);
  return { target, close: async () => target.close() };
};

const checkCalls = async (target: Target): Promise<void> => {
  const refused = (await callsOf(target)).filter(({ granted }) => !granted);
  if (refused.length > 0)
    throw new Error(`the role of a function should permit each of its calls, got ${JSON.stringify(refused)}`);
};
