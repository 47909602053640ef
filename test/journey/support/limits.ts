import { targetKind } from './target.ts';

type Limits = {
  /** The local shop starts no containers, and crosses no network. */
  readonly factor: number;
  readonly pollMilliseconds: number;
  /** Customers at once who each send a few requests: LocalStack starts a container for every request that has to wait. */
  readonly atOnce: number;
  /** How often a customer sends an order, under one key, who is asked to come again: a cold start may outlast the call to SQS. */
  readonly tries: number;
  /** When nothing has come for so long, nothing will. */
  readonly quietSeconds: number;
};

const limitsByTarget = {
  local: { factor: 1, pollMilliseconds: 50, atOnce: 50, tries: 1, quietSeconds: 1 },
  localstack: { factor: 4, pollMilliseconds: 200, atOnce: 1, tries: 10, quietSeconds: 5 },
  aws: { factor: 4, pollMilliseconds: 500, atOnce: 10, tries: 10, quietSeconds: 10 },
} as const satisfies Record<typeof targetKind, Limits>;

/** How long things may take on the target of this run. */
export const limits: Limits = limitsByTarget[targetKind];

/** Milliseconds that a test may take which takes at most so many seconds on the local shop. */
export const within = (seconds: number): number => seconds * 1000 * limits.factor;
