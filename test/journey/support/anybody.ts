import fc from 'fast-check';

/** An address of SES's simulator, which delivers no mail. */
export const customerOf: fc.Arbitrary<string> = fc
  .stringMatching(/^[a-z0-9]{1,12}$/)
  .map((label) => `success+${label}@simulator.amazonses.com`);
