import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from '../aws/client-options.ts';
import { shortenChain } from '../aws/short-chain.ts';
import { cashierVariables, readEnvironment } from '../environment.ts';
import { log } from '../log.ts';
import { wireCashier } from './wire.ts';

export const handler = wireCashier({
  environment: readEnvironment(cashierVariables),
  connect: {
    sqs: (timeout) => new SQSClient(clientOptions(timeout)),
    dynamodb: (timeout) => shortenChain(new DynamoDBClient(clientOptions(timeout))),
  },
  load: { s3: () => import('../aws/lazy/s3.ts') },
  now: Date.now,
  newId: randomUUID,
  log,
});
