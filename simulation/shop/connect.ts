import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createClaimCheck } from '../../lambda/aws/claim-check.ts';
import type { ClientTimeout } from '../../lambda/aws/client-options.ts';
import type { Connect } from '../../lambda/aws/connect.ts';
import type { Load } from '../../lambda/aws/lazy/load.ts';
import { createForward, createSourceQueues } from '../../lambda/aws/source-queues.ts';
import type { Service } from '../engine/faults.ts';
import type { ExecutionEnvironment } from '../models/invocation.ts';

/** The `send` of a client in an execution environment. */
export type Network = (
  service: Service,
  environment: ExecutionEnvironment,
  timeout: ClientTimeout,
) => (command: unknown) => Promise<unknown>;

/** Makes clients whose calls go to the models. */
export const createConnect = (
  network: Network,
  environment: ExecutionEnvironment,
): Connect<'sqs' | 'dynamodb' | 'sns' | 's3' | 'ses'> => {
  const over = (service: Service, prototype: object, timeout: ClientTimeout) =>
    Object.assign(Object.create(prototype), { send: network(service, environment, timeout) });
  return {
    sqs: (timeout): SQSClient => over('sqs', SQSClient.prototype, timeout),
    dynamodb: (timeout): DynamoDBClient => over('dynamodb', DynamoDBClient.prototype, timeout),
    sns: (timeout): SNSClient => over('sns', SNSClient.prototype, timeout),
    s3: (timeout): S3Client => over('s3', S3Client.prototype, timeout),
    ses: (timeout): SESv2Client => over('ses', SESv2Client.prototype, timeout),
  };
};

/** Loads these clients, which are there already. A real dynamic import would take real time. */
export const createLoad = (connect: Connect<'sqs' | 's3'>): Load<'sqs' | 's3'> => ({
  sqs: async () => ({ connect: connect.sqs, createSourceQueues, createForward }),
  s3: async () => ({ connect: connect.s3, createClaimCheck }),
});
