import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';

/** The limits of a client's call to AWS: tries in all, at least 1, and milliseconds for one try, from request to answer. */
export type ClientTimeout = { readonly attempts: number; readonly milliseconds: number };

/** The limits of each function's clients. The SDK's own defaults wait for minutes, longer than a function lives. */
export const clientTimeouts = {
  // An order is answered within 2 s while the store is down (P5): 0.6 s to look up a key, 0.8 s for the queue, 0.6 s for
  // the record.
  cashier: {
    queue: { attempts: 2, milliseconds: 350 },
    store: { attempts: 1, milliseconds: 600 },
    claimCheck: { attempts: 2, milliseconds: 1000 },
  },
  counter: { attempts: 3, milliseconds: 1000 },
  barista: { attempts: 2, milliseconds: 800 },
  receipts: { attempts: 2, milliseconds: 800 },
  // One long try: SES has usually sent a mail whose answer is late, and a second try would send it twice.
  mailer: { attempts: 1, milliseconds: 3000 },
} as const satisfies Readonly<Record<string, ClientTimeout | Readonly<Record<string, ClientTimeout>>>>;

/** These limits as options of the SDK's clients. */
export const clientOptions = ({ attempts, milliseconds }: ClientTimeout) => ({
  maxAttempts: attempts,
  requestHandler: { connectionTimeout: milliseconds, requestTimeout: milliseconds, throwOnRequestTimeout: true },
});

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
