import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { knowShop } from './fetch.ts';

export const ROOT = join(import.meta.dirname, '..', '..', '..');

/** The targets of the suite: local shops that it opens, LocalStack, or a deployed stage. */
export const targetKinds = ['local', 'localstack', 'aws'] as const;
export type TargetKind = (typeof targetKinds)[number];

/** The target of this run; `npm run test:localstack` and `npm run test:aws` set the variable. */
const { ORDERBOARD_TARGET = 'local' } = process.env;
export const targetKind: TargetKind = v.parse(
  v.picklist(targetKinds, `ORDERBOARD_TARGET should be ${targetKinds.join(', ')}, got '${ORDERBOARD_TARGET}'`),
  ORDERBOARD_TARGET,
);

const ofPart = v.optional(v.string(), '');

/** Whether a worker makes the orders of the shops, and no function. `npm run test:worker` sets the variable. */
export const isInContainers = process.env.ORDERBOARD_COMPUTE === 'containers';

export const outputsSchema = v.objectWithRest(
  {
    OrdersQueueUrl: v.string(),
    OrdersDlqUrl: v.string(),
    /** The output of a part is empty if the shop does without the part. */
    TabsQueueUrl: ofPart,
    TabsDlqUrl: ofPart,
    OrderTableName: v.string(),
    PickupsQueueUrl: ofPart,
    PickupsDlqUrl: ofPart,
    ReceiptsQueueUrl: v.string(),
    ReceiptsDlqUrl: v.string(),
    OrderEventsTopicArn: v.string(),
    ClaimCheckBucketName: v.string(),
    ImportsQueueUrl: ofPart,
    ImportsDlqUrl: ofPart,
    ImportsBucketName: ofPart,
    /** A shop that mails nobody has none. */
    MailEventsTopicArn: v.exactOptional(v.string()),
  },
  v.string(),
);

const descriptionSchema = v.object({
  /** Without a trailing slash. */
  url: v.string(),
  /** @default - the endpoints of AWS */
  endpoints: v.optional(
    v.object({ sqs: v.string(), sns: v.string(), s3: v.string(), dynamodb: v.string(), ses: v.string() }),
  ),
  outputs: outputsSchema,
  /** The URL of the mails that customers were sent. AWS has none. */
  mails: v.optional(v.string()),
});
export type Description = v.InferOutput<typeof descriptionSchema>;

/** A running shop, as `.orderboard/<name>.json` describes it, and clients for its services. */
export type Target = Description & {
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
  /** Closes the clients. */
  close(): void;
};

/** The local engines and LocalStack accept any credentials. */
const elsewhere = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/** The path of a shop's description. The name is the port of a local shop, or the kind of the target. */
export const descriptionPath = (name: string): string => join(ROOT, '.orderboard', `${name}.json`);

/**
 * Reads the description of a shop and creates its clients.
 *
 * @throws Error if no such shop is open
 */
export const readTarget = (name: string): Target => {
  const path = descriptionPath(name);
  if (!existsSync(path))
    throw new Error(
      `${path} should describe an open shop, got no such file: open the shop first, such as with "npm start"`,
    );
  return connectTo(v.parse(descriptionSchema, JSON.parse(readFileSync(path, 'utf8'))));
};

/** Creates the clients of a described shop. */
export const connectTo = (description: Description): Target => {
  const { endpoints, url } = description;
  knowShop(url);
  const at = (endpoint: string | undefined) => (endpoint === undefined ? {} : { ...elsewhere, endpoint });
  const clients = {
    sqs: new SQSClient(at(endpoints?.sqs)),
    sns: new SNSClient(at(endpoints?.sns)),
    s3: new S3Client({ ...at(endpoints?.s3), forcePathStyle: endpoints !== undefined }),
    dynamodb: new DynamoDBClient(at(endpoints?.dynamodb)),
  };
  const close = (): void => {
    for (const client of Object.values(clients)) client.destroy();
  };
  return { ...description, ...clients, close };
};
