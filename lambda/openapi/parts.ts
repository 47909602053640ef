import { fieldOfQueue } from '../order/optional-queues.ts';

/** The parts that a shop can do without. */
export const parts = ['tabs', 'pickups', 'imports', 'board'] as const;
export type Part = (typeof parts)[number];

/** The calls that the API does not have without a part. */
export const callsOf: Readonly<Record<Part, readonly string[]>> = {
  tabs: [],
  pickups: [],
  imports: ['POST /imports', 'GET /imports/{importId}'],
  board: ['GET /', 'GET /board.json'],
};

/** The fields that a request cannot have without these parts. */
export const fieldsWithout = (without: readonly Part[]): readonly string[] =>
  without.flatMap((part) => (part === 'tabs' || part === 'pickups' ? fieldOfQueue[part] : []));
