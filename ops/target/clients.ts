import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientOptions } from '../../lambda/aws/client-options.ts';
import { rememberCalls } from './service-failure.ts';

/** An operator waits for longer than a function, but never without end: a service can stall. */
export const limits = () => clientOptions({ attempts: 2, milliseconds: 10_000 });

/** For a service that permits few calls a second, such as CloudWatch Logs: the SDK's own pauses double from try to try. */
export const patientLimits = () => ({ requestHandler: limits().requestHandler, maxAttempts: 5 });

/** The options of one client. @default - the SDK takes all of them from the environment of AWS */
export type ClientSettings = {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
};

/** The clients that every target has. `settings` gives those of one service. */
export const createClients = (settings: (service: 'sqs' | 'dynamodb' | 's3' | 'lambda') => ClientSettings) => {
  const s3 = settings('s3');
  const clients = {
    sqs: rememberCalls('sqs', new SQSClient({ ...limits(), ...settings('sqs') })),
    dynamodb: rememberCalls('dynamodb', new DynamoDBClient({ ...limits(), ...settings('dynamodb') })),
    // Engines other than AWS have no host for each bucket.
    s3: rememberCalls('s3', new S3Client({ ...limits(), ...s3, forcePathStyle: s3.endpoint !== undefined })),
    lambda: rememberCalls('lambda', new LambdaClient({ ...limits(), ...settings('lambda') })),
  };
  const close = (): void => {
    for (const client of Object.values(clients)) client.destroy();
  };
  return { ...clients, close };
};
