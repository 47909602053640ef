import { SQSClient } from '@aws-sdk/client-sqs';
import { type ClientTimeout, clientOptions } from '../client-options.ts';

export { createForward, createSourceQueues } from '../source-queues.ts';
export const connect = (timeout: ClientTimeout): SQSClient => new SQSClient(clientOptions(timeout));
