import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { clientOptions } from '../aws/client-options.ts';
import { shortenChain } from '../aws/short-chain.ts';
import { readEnvironment, receiptsVariables } from '../environment.ts';
import { log } from '../log.ts';
import { wireReceipts } from './wire.ts';

export const handler = wireReceipts({
  environment: readEnvironment(receiptsVariables),
  connect: {
    dynamodb: (timeout) => shortenChain(new DynamoDBClient(clientOptions(timeout))),
    ses: (timeout) => new SESv2Client(clientOptions(timeout)),
  },
  load: { sqs: () => import('../aws/lazy/sqs.ts') },
  now: Date.now,
  log,
});
