const STEP_MILLISECONDS = 25;
const MOST_STEPS = 10;

/** Waits while other work is under way, but for a quarter of a second at most, so that nothing waits for ever. */
export const createGiveWay = (isOtherWorkUnderWay: () => boolean) => async (): Promise<void> => {
  for (let n = 0; n < MOST_STEPS && isOtherWorkUnderWay(); n++) await delay(STEP_MILLISECONDS);
};

const delay = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
