import { randomUUID } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from '../aws/client-options.ts';
import { readEnvironment } from '../environment.ts';
import { log } from '../log.ts';
import { importerVariables } from './variables.ts';
import { wireImporter } from './wire.ts';

export const handler = wireImporter({
  environment: readEnvironment(importerVariables),
  connect: {
    sqs: (timeout) => new SQSClient(clientOptions(timeout)),
    // A signed URL would otherwise hold the checksum of an empty body.
    s3: (timeout) => new S3Client({ ...clientOptions(timeout), requestChecksumCalculation: 'WHEN_REQUIRED' }),
  },
  now: Date.now,
  newId: randomUUID,
  log,
});
