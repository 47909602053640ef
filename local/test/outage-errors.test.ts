import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { failRequest, type OutageMode, type Service } from '../engines/outages.ts';

let server: Server;
let endpoint: string;
let failing: { readonly service: Service; readonly mode: OutageMode };
let works: number;
beforeAll(async () => {
  server = createServer((_request, response) =>
    failRequest(failing.service, failing.mode, response, () => {
      works += 1;
    }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`;
});
beforeEach(() => {
  works = 0;
});
afterAll(() => {
  server.close();
});

const options = () => ({
  ...{ region: 'us-east-1', endpoint, maxAttempts: 1 },
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
const calls: Readonly<Record<Service, () => Promise<unknown>>> = {
  sqs: () => new SQSClient(options()).send(new ListQueuesCommand({})),
  sns: () => new SNSClient(options()).send(new ListTopicsCommand({})),
  s3: () => new S3Client({ ...options(), forcePathStyle: true }).send(new GetObjectCommand({ Bucket: 'b', Key: 'k' })),
  dynamodb: () => new DynamoDBClient(options()).send(new ListTablesCommand({})),
  ses: () => new SESv2Client(options()).send(new GetAccountCommand({})),
};

it.each([
  ['sqs', 'error', 'InternalError', 500],
  ['sqs', 'throttle', 'RequestThrottled', 400],
  ['sns', 'error', 'InternalFailure', 500],
  ['sns', 'throttle', 'Throttling', 400],
  ['s3', 'error', 'InternalError', 500],
  ['s3', 'throttle', 'SlowDown', 503],
  ['dynamodb', 'error', 'InternalServerError', 500],
  ['dynamodb', 'throttle', 'ProvisionedThroughputExceededException', 400],
  ['ses', 'error', 'InternalServiceErrorException', 500],
  ['ses', 'throttle', 'TooManyRequestsException', 429],
] as const)('the client of %s reads the outage "%s" as %s', async (service, mode, name, httpStatusCode) => {
  failing = { service, mode };
  await expect(calls[service]()).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
  expect(works).toBe(0);
});

it.each(['sqs', 'sns', 's3', 'dynamodb', 'ses'] as const)('a refused call of %s does nothing', async (service) => {
  failing = { service, mode: 'refuse' };
  await expect(calls[service]()).rejects.toThrow('socket hang up');
  expect(works).toBe(0);
});
