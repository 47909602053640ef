import type { ServiceCall } from '../aws/service-error.ts';

const call = (service: ServiceCall['service'], operation: string): ServiceCall => ({ service, operation });

/**
 * The calls to AWS that one record makes on its longest path, one after the other. It is a long order on a tab that was redriven,
 * and whose READY cannot be announced. The time that a record needs is derived from them, and a test runs that record and compares.
 */
export const longestPath = {
  beforePrepare: [
    call('s3', 'GetObject'),
    call('dynamodb', 'UpdateItem'),
    call('dynamodb', 'GetItem'),
    call('dynamodb', 'UpdateItem'),
  ],
  /** The announcement of PREPARING runs beside `prepare`. */
  besidePrepare: [call('sns', 'PublishBatch')],
  afterPrepare: [call('dynamodb', 'UpdateItem'), call('sns', 'PublishBatch'), call('sqs', 'SendMessage')],
  /** The clients that it loads, one after the other. */
  loads: ['s3', 'sqs'],
} as const;

/** The calls of a batch: before its records are begun, and after the last one. */
export const batchCalls = {
  before: [call('dynamodb', 'GetItem')],
  after: [call('sqs', 'ChangeMessageVisibilityBatch')],
} as const;
