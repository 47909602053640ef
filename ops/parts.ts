import { explain } from './failure.ts';

/** A part of a result that could not be read, and why. */
export type Missing = { readonly part: string; readonly reason: string };

/** Reads parts of a result. One that fails is remembered by its name, and the others are read all the same. */
export const createParts = () => {
  const missing: Missing[] = [];
  const read = async <T>(part: string, reading: Promise<T>): Promise<T | undefined> => {
    try {
      return await reading;
    } catch (error) {
      missing.push({ part, reason: explain(error).message ?? 'unknown' });
      return undefined;
    }
  };
  return { read, missing: (): readonly Missing[] => missing.toSorted((a, b) => (a.part < b.part ? -1 : 1)) };
};

/** The missing parts of each reason, on one line. */
export const missingLines = (missing: readonly Missing[]): readonly string[] =>
  [...Map.groupBy(missing, ({ reason }) => reason)].map(
    ([reason, parts]) => `${parts.map(({ part }) => part).join(', ')}: ${reason}`,
  );

export type ReadPart = ReturnType<typeof createParts>['read'];
