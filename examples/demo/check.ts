/** A number that the story promises, and the number that this run has measured. */
export class Contradiction extends Error {
  constructor(claim: string, expected: string, received: number) {
    super(`The story does not hold: ${claim} should be ${expected}, got ${received}.`);
  }
}

/** @throws Contradiction if a measured number is another one */
export const checkEqual = (claim: string, received: number, expected: number): void => {
  if (received !== expected) throw new Contradiction(claim, String(expected), received);
};

/** @throws Contradiction if a measured number is below another one */
export const checkAtLeast = (claim: string, received: number, least: number): void => {
  if (received < least) throw new Contradiction(claim, `at least ${least}`, received);
};
