import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './store.ts';

const WRITE_UNIT = 1024;
const READ_UNIT = 4096;

/**
 * The size of an item in bytes, as DynamoDB counts it.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export const sizeOf = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOfValue(value), 0);

const sizeOfValue = ({ S, N, M, L }: AttributeValue): number => {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.length / 2) + 1;
  if (M !== undefined) return 3 + Object.keys(M).length + sizeOf(M);
  if (L !== undefined) return 3 + L.reduce((sum, value) => sum + 1 + sizeOfValue(value), 0);
  return 1;
};

/** The write units of a change of an item: the larger one of both versions counts. A refused change costs them too. */
export const writeUnits = (before: Item | undefined, after: Item | undefined): number =>
  Math.max(1, Math.ceil(Math.max(sizeOf(before ?? {}), sizeOf(after ?? {})) / WRITE_UNIT));

/** The read units of bytes that are read consistently. */
export const readUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / READ_UNIT));

/**
 * The writes to the index of the board. A key that appears or disappears is one, and a key that changes is two.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */
export const indexWrites = (before: Item | undefined, after: Item | undefined): number => {
  const [from, to] = [before?.boardKey?.S, after?.boardKey?.S];
  return from === to ? 0 : [from, to].filter((key) => key !== undefined).length;
};
