import { createClaimCheck } from '../../lambda/aws/claim-check.ts';
import type { Connect } from '../../lambda/aws/connect.ts';
import type { Load } from '../../lambda/aws/lazy/load.ts';
import { createForward, createSourceQueues } from '../../lambda/aws/source-queues.ts';

/** Loads these clients, which are there already. */
export const loadOf = (connect: Connect<'s3' | 'sqs'>): Load<'s3' | 'sqs'> => ({
  s3: async () => ({ connect: connect.s3, createClaimCheck }),
  sqs: async () => ({ connect: connect.sqs, createSourceQueues, createForward }),
});
