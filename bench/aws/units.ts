import type { AttributeValue, Item } from './expressions.ts';

const WRITE_UNIT = 1024;
const READ_UNIT = 4096;

/**
 * The size of an item in bytes, as DynamoDB counts it.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export const sizeOf = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOfValue(value), 0);

const sizeOfValue = ({ S, N, BOOL, M, L }: AttributeValue): number => {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.length / 2) + 1;
  if (BOOL !== undefined) return 1;
  if (M !== undefined) return 3 + Object.keys(M).length + sizeOf(M);
  if (L !== undefined) return 3 + L.reduce((sum, value) => sum + 1 + sizeOfValue(value), 0);
  return 1;
};

/** The write units of a change of an item: the larger one of both versions counts. */
export const writeUnits = (before: Item | undefined, after: Item | undefined): number =>
  Math.max(1, Math.ceil(Math.max(sizeOf(before ?? {}), sizeOf(after ?? {})) / WRITE_UNIT));

/** The read units of items that are read together. An eventually consistent read costs half. */
export const readUnits = (items: readonly Item[], consistent: boolean): number =>
  Math.max(1, Math.ceil(items.reduce((sum, item) => sum + sizeOf(item), 0) / READ_UNIT)) * (consistent ? 1 : 0.5);
