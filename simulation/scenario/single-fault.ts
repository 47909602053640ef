import type { CallFault, Faults } from '../engine/faults.ts';

export type SingleFault = Faults & {
  /** How many calls there were so far. */
  readonly calls: () => number;
};

/** One fault, at the call with this index. All other calls succeed. */
export const createSingleFault = (index: number, fault: CallFault): SingleFault => {
  let calls = 0;
  return {
    nextCallFault: () => (calls++ === index ? fault : undefined),
    happens: () => false,
    setOutage: () => undefined,
    end: () => undefined,
    calls: () => calls,
  };
};
