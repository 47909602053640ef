import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { ClientTimeout } from './client-options.ts';

type Clients = {
  readonly sqs: SQSClient;
  readonly dynamodb: DynamoDBClient;
  readonly sns: SNSClient;
  readonly s3: S3Client;
  readonly ses: SESv2Client;
};

/** Makes the clients of a function. Each call of a client has its limits. */
export type Connect<Service extends keyof Clients> = {
  readonly [Name in Service]: (timeout: ClientTimeout) => Clients[Name];
};
