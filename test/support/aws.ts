import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import { clientOptions } from '../../lambda/aws/client-options.ts';
import type { Connect } from '../../lambda/aws/connect.ts';
import type { OrderRecord } from '../../lambda/order/record.ts';

type Service = 'sqs' | 'dynamodb' | 'sns' | 's3';

/** An error as the service answers it. */
export type Refusal = { readonly code: string; readonly message?: string; readonly status?: number };

/** The four services in one server: each answers every call with success, or with the error that a test sets. */
export type Aws = {
  readonly connect: Connect<Service>;
  /** The calls since the last `mend`, such as `sqs SendMessage`. */
  readonly calls: string[];
  /** The `X-Amzn-Trace-Id` header of each of these calls. */
  readonly traces: (string | undefined)[];
  /** The bodies of these calls. */
  readonly bodies: string[];
  /** The record that DynamoDB reads and changes. */
  keep(record: OrderRecord | undefined): void;
  /** The body that S3 reads. */
  store(body: string): void;
  fail(service: Service, refusal: Refusal): void;
  mend(): void;
  stop(): Promise<void>;
};

const PUBLISHED =
  '<PublishBatchResponse><PublishBatchResult><Failed/><Successful/></PublishBatchResult></PublishBatchResponse>';

export const startAws = async (): Promise<Aws> => {
  const refusals = new Map<Service, Refusal>();
  const calls: string[] = [];
  const traces: (string | undefined)[] = [];
  const bodies: string[] = [];
  let kept: OrderRecord | undefined;
  let stored = '';

  const answers = (name: string, body: string): string => {
    const item = kept && marshall(kept, { removeUndefinedValues: true });
    if (name === 'sqs SendMessage')
      return JSON.stringify({ MessageId: '1', MD5OfMessageBody: md5(JSON.parse(body).MessageBody) });
    if (name === 'dynamodb GetItem') return JSON.stringify({ Item: item });
    if (name === 'dynamodb UpdateItem') return JSON.stringify({ Attributes: item });
    if (name === 's3 GET') return stored;
    return name.startsWith('sns') ? PUBLISHED : name.startsWith('s3') ? '' : '{}';
  };

  const server = createServer(async (request, response) => {
    const body = await text(request);
    const { service, operation } = callOf(request);
    const name = `${service} ${operation}`;
    calls.push(name);
    bodies.push(body);
    traces.push(request.headers['x-amzn-trace-id']?.toString());
    const refusal = refusals.get(service);
    if (refusal) response.writeHead(refusal.status ?? 400).end(errorBody(service, refusal));
    else response.end(answers(name, body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`address should have a port, got ${address}`);
  const options = {
    ...clientOptions({ attempts: 1, milliseconds: 1000 }),
    endpoint: `http://127.0.0.1:${address.port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  return {
    connect: {
      sqs: () => new SQSClient(options),
      dynamodb: () => new DynamoDBClient(options),
      sns: () => new SNSClient(options),
      s3: () => new S3Client({ ...options, forcePathStyle: true }),
    },
    calls,
    traces,
    bodies,
    keep: (record) => {
      kept = record;
    },
    store: (body) => {
      stored = body;
    },
    fail: (service, refusal) => refusals.set(service, refusal),
    mend: () => {
      refusals.clear();
      calls.length = 0;
      traces.length = 0;
      bodies.length = 0;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

const md5 = (body: string): string => createHash('md5').update(body).digest('hex');

const callOf = ({ headers, method }: IncomingMessage): { service: Service; operation: string } => {
  const [, target = '', operation = ''] =
    /^(AmazonSQS|DynamoDB)\w*\.(\w+)$/.exec(String(headers['x-amz-target'])) ?? [];
  if (target !== '') return { service: target === 'DynamoDB' ? 'dynamodb' : 'sqs', operation };
  if (headers['content-type']?.includes('form-urlencoded')) return { service: 'sns', operation: 'PublishBatch' };
  return { service: 's3', operation: method ?? '' };
};

const errorBody = (service: Service, { code, message = 'refused on purpose' }: Refusal): string => {
  if (service === 'sqs') return JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message });
  if (service === 'dynamodb') return JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message });
  const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return service === 's3' ? error : `<ErrorResponse>${error}</ErrorResponse>`;
};
