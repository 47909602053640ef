import { callsOf } from './calls.ts';
import { within } from './limits.ts';
import { readTarget, type Target, targetKind } from './target.ts';
import { workerShop } from './worker-shop.ts';

export type OpenTarget = {
  readonly target: Target;
  close(): Promise<void>;
};

// The limit of each test in a file that opens a target. Each wait inside a test has its own, shorter limit.
jest.setTimeout(within(120));

/** Opens the target of this run: the shop that all test files share, or the local shop that those of a worker share. */
export const openTarget = async (): Promise<OpenTarget> => {
  if (targetKind !== 'local') {
    const target = readTarget(targetKind);
    return { target, close: async () => target.close() };
  }
  const target = await workerShop();
  return {
    target,
    close: async () => {
      try {
        const refused = (await callsOf(target)).filter(({ granted }) => !granted);
        if (refused.length > 0)
          throw new Error(`the role of a function should permit each of its calls, got ${JSON.stringify(refused)}`);
      } finally {
        target.close();
      }
    },
  };
};
