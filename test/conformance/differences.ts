/** A behaviour that an engine does not have as AWS documents it. */
export type Difference = { readonly behaviour: string; readonly how: string };

/** Each engine's known differences. A case that is named here has to fail: what is mended has to be taken off the list. */
export const differences: Readonly<Record<'models' | 'engines', readonly Difference[]>> = {
  models: [],
  engines: [
    {
      behaviour: 'hands out the message group that asks for fairness',
      how: 'takes it, and hands the message out without',
    },
    {
      behaviour: 'takes the same deduplication id for each group',
      how: 'deduplicates over the whole queue, whatever DeduplicationScope says',
    },
    { behaviour: 'hands out several of a group in one batch', how: 'hands out one message of a group at a time' },
    { behaviour: 'writes an object once', how: 'overwrites it, whatever If-None-Match says' },
  ],
};
