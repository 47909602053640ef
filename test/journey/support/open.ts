import { callsOf } from './calls.ts';
import { launchShop } from './launch-shop.ts';
import { within } from './limits.ts';
import { readTarget, type Target, targetKind } from './target.ts';

export type OpenTarget = {
  readonly target: Target;
  close(): Promise<void>;
};

// The limit of each test in a file that opens a target. Each wait inside a test has its own, shorter limit.
jest.setTimeout(within(120));

/** Opens the target of this run: a new local shop, or the shop that all test files share. */
export const openTarget = async (): Promise<OpenTarget> => {
  if (targetKind !== 'local') {
    const target = readTarget(targetKind);
    return { target, close: async () => target.close() };
  }
  const { target, stop } = await launchShop();
  return {
    target,
    close: async () => {
      try {
        const refused = (await callsOf(target)).filter(({ granted }) => !granted);
        if (refused.length > 0)
          throw new Error(`the role of a function should permit each of its calls, got ${JSON.stringify(refused)}`);
      } finally {
        await stop();
      }
    },
  };
};
