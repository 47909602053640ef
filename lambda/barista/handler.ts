import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { clientOptions } from '../aws/client-options.ts';
import { shortenChain } from '../aws/short-chain.ts';
import { baristaVariables, readEnvironment } from '../environment.ts';
import { log } from '../log.ts';
import { work } from '../product/index.ts';
import { wireBarista } from './wire.ts';

const environment = readEnvironment(baristaVariables);

export const handler = wireBarista({
  environment,
  connect: {
    dynamodb: (timeout) => shortenChain(new DynamoDBClient(clientOptions(timeout))),
    sns: (timeout) => shortenChain(new SNSClient(clientOptions(timeout))),
  },
  load: { s3: () => import('../aws/lazy/s3.ts'), sqs: () => import('../aws/lazy/sqs.ts') },
  prepare: work.create(environment),
  now: Date.now,
  nextTurn: setImmediate,
  later: (milliseconds, callback) => void setTimeout(callback, milliseconds),
  newId: randomUUID,
  log,
});
