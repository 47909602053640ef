import type { ClientTimeout } from '../lambda/aws/client-options.ts';

/** The longest long poll of SQS. */
export const POLL_SECONDS = 20;

/** The limits of a worker's poll: longer than SQS waits for a message. The deletions of sqs-consumer have the same client. */
export const pollTimeout: ClientTimeout = { attempts: 2, milliseconds: (POLL_SECONDS + 5) * 1000 };
