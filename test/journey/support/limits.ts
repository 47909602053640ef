import type { Counts } from '../../properties/property.ts';
import { targetKind } from './target.ts';

type Limits = {
  readonly pollMilliseconds: number;
  /** Concurrent customers, each with a few requests. LocalStack starts a container for every waiting request. */
  readonly atOnce: number;
  /** How often a customer sends an order with one key while the answer is 503. A cold start or a busy machine can outlast the call to SQS. */
  readonly tries: number;
  /** After this long without a message, a test expects no more messages. */
  readonly quietSeconds: number;
  /** The inputs of the properties: `many` in `npm run test:properties`, and at night on LocalStack. */
  readonly requests: Counts;
  readonly calls: Counts;
};

/** A container answers more slowly, and a stage of AWS costs money. */
const elsewhere = { requests: { few: 50, many: 200 }, calls: { few: 200, many: 200 } };

const limitsByTarget = {
  local: {
    pollMilliseconds: 50,
    atOnce: 30, // with six requests each, these are below the burst limit of the API
    tries: 10,
    quietSeconds: 1,
    requests: { few: 50, many: 1000 },
    calls: { few: 100, many: 5000 },
  },
  localstack: { pollMilliseconds: 200, atOnce: 1, tries: 10, quietSeconds: 5, ...elsewhere },
  aws: { pollMilliseconds: 500, atOnce: 10, tries: 10, quietSeconds: 10, ...elsewhere },
} as const satisfies Record<typeof targetKind, Limits>;

/** The limits of the target of this run. */
export const limits: Limits = limitsByTarget[targetKind];

/** A busy machine, a container and a network are this many times slower than the local shop on a quiet machine. */
export const SLOWNESS = 4;

/** The time limit of a test in milliseconds. `seconds` is its limit on the local shop and a quiet machine. */
export const within = (seconds: number): number => seconds * 1000 * SLOWNESS;
