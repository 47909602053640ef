import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from '../aws/client-options.ts';
import { shortenChain } from '../aws/short-chain.ts';
import { counterVariables, readEnvironment } from '../environment.ts';
import { log } from '../log.ts';
import { readPageBeside } from './page-file.ts';
import { wireCounter } from './wire.ts';

export const handler = wireCounter({
  environment: readEnvironment(counterVariables),
  connect: {
    sqs: (timeout) => new SQSClient(clientOptions(timeout)),
    dynamodb: (timeout) => shortenChain(new DynamoDBClient(clientOptions(timeout))),
    sns: (timeout) => shortenChain(new SNSClient(clientOptions(timeout))),
  },
  load: { s3: () => import('../aws/lazy/s3.ts') },
  now: Date.now,
  nextTurn: setImmediate,
  readPage: readPageBeside(import.meta.dirname),
  log,
});
