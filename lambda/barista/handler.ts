import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from '../aws/client-options.ts';
import { baristaVariables, readEnvironment } from '../environment.ts';
import { log } from '../log.ts';
import { work } from '../product/index.ts';
import { wireBarista } from './wire.ts';

const environment = readEnvironment(baristaVariables);

export const handler = wireBarista({
  environment,
  connect: {
    sqs: (timeout) => new SQSClient(clientOptions(timeout)),
    dynamodb: (timeout) => new DynamoDBClient(clientOptions(timeout)),
    sns: (timeout) => new SNSClient(clientOptions(timeout)),
    s3: (timeout) => new S3Client(clientOptions(timeout)),
  },
  prepare: work.create(environment),
  now: Date.now,
  nextTurn: setImmediate,
  newId: randomUUID,
  log,
});
