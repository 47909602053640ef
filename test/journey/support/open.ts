import { launchShop } from './launch-shop.ts';
import { within } from './limits.ts';
import { readTarget, type Target, targetKind } from './target.ts';

export type OpenTarget = {
  readonly target: Target;
  close(): Promise<void>;
};

// For each test of a file that opens a target: what is waited for has its own, shorter time.
jest.setTimeout(within(120));

/** The target of this run: a local shop of one's own, or the shop that all test files share. */
export const openTarget = async (): Promise<OpenTarget> => {
  if (targetKind !== 'local') {
    const target = readTarget(targetKind);
    return { target, close: async () => target.close() };
  }
  const { target, stop } = await launchShop();
  return {
    target,
    close: async () => {
      await stop();
    },
  };
};
