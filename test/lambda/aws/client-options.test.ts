import { createServer, type ServerResponse } from 'node:http';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { createClaimCheck } from '../../../lambda/aws/claim-check.ts';
import { clientOptions, clientTimeouts, longestCall } from '../../../lambda/aws/client-options.ts';
import { callService } from '../../../lambda/aws/service-error.ts';
import { shortenChain } from '../../../lambda/aws/short-chain.ts';

/** How a service fails to answer in time. */
const modes: Readonly<Record<string, (response: ServerResponse) => void>> = {
  'does not answer': () => undefined,
  'asks for another protocol': (response) => {
    response.writeHead(101, { Connection: 'Upgrade', Upgrade: 'other' }).flushHeaders();
  },
  'sends its headers and no body': (response) => {
    response.writeHead(200, { 'Content-Length': 1000 }).flushHeaders();
  },
  'sends half of a body': (response) => {
    response.writeHead(200, { 'Content-Length': 1000 }).write('{"half":');
  },
  'sends one byte after the other': (response) => {
    response.writeHead(200, { 'Content-Length': 1000 });
    const trickle = setInterval(() => response.write(' '), 10);
    response.once('close', () => clearInterval(trickle));
  },
};

let url = '';
let answer: (response: ServerResponse) => void;
const server = createServer((request, response) => {
  request.resume();
  answer(response);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : ''}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const TRIES = 2;
const optionsFor = (milliseconds: number) => ({
  ...clientOptions({ attempts: TRIES, milliseconds }),
  endpoint: url,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

const calls: Readonly<Record<string, (milliseconds: number) => Promise<unknown>>> = {
  sqs: (of) => new SQSClient(optionsFor(of)).send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'x' })),
  dynamodb: (of) => {
    const get = new GetItemCommand({ TableName: 'orders', Key: { orderId: { S: '1' } } });
    return new DynamoDBClient(optionsFor(of)).send(get);
  },
  sns: (of) => {
    const publish = new PublishBatchCommand({ TopicArn: 'arn:aws:sns:a:1:b', PublishBatchRequestEntries: [] });
    return new SNSClient(optionsFor(of)).send(publish);
  },
  'dynamodb, over the short chain': (of) =>
    shortenChain(new DynamoDBClient(optionsFor(of))).send(new GetItemCommand({ TableName: 'orders', Key: {} })),
  ses: (of) => new SESv2Client(optionsFor(of)).send(new SendEmailCommand({ Content: {} })),
};

describe.each(Object.keys(modes))('a service that %s', (mode) => {
  beforeEach(() => {
    answer = modes[mode] ?? answer;
  });

  it.each(Object.keys(calls))('fails each try of a call to %s at its limit', async (service) => {
    const tries = jest.spyOn(NodeHttpHandler.prototype, 'handle');
    await expect(calls[service]?.(50)).rejects.toThrow();
    expect(tries).toHaveBeenCalledTimes(TRIES);
    tries.mockRestore();
  });

  it('fails the read of a claim check at its limit, with its body', async () => {
    const client = new S3Client({ ...optionsFor(50), forcePathStyle: true });
    const { fetchStoredBody } = createClaimCheck({ client, bucketName: 'claim-checks' });
    const fetched = fetchStoredBody({ orderId: '1', requestHash: '2' });
    await expect(fetched).rejects.toMatchObject({ code: 'unavailable', service: 's3', operation: 'GetObject' });
  });
});

it('counts a service that stalls as unavailable', async () => {
  answer = modes['sends half of a body'] ?? answer;
  const get = new GetItemCommand({ TableName: 'orders', Key: { orderId: { S: '1' } } });
  const call = callService('dynamodb', 'GetItem', new DynamoDBClient(optionsFor(50)).send(get));
  await expect(call).rejects.toMatchObject({ code: 'unavailable', service: 'dynamodb', operation: 'GetItem' });
});

it.each([
  [503, 'ServiceUnavailable'],
  [400, 'ThrottlingException'],
])('pauses briefly before the next try, even if a service asks for a longer pause (%d)', async (status, code) => {
  answer = (response) => {
    response.writeHead(status, { 'Retry-After': '30', 'Content-Type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type: code }));
  };
  const timers = jest.spyOn(globalThis, 'setTimeout');
  await expect(calls.dynamodb?.(10_000)).rejects.toMatchObject({ $metadata: { attempts: TRIES } });
  const waits = timers.mock.calls.map(([, milliseconds = 0]) => milliseconds).filter((wait) => wait > 100);
  expect(waits.filter((wait) => wait !== SOCKET_WARNING && wait !== 10_000)).toEqual([]);
  timers.mockRestore();
});

/** The SDK's timer of a warning about the use of sockets. Nothing waits for it. */
const SOCKET_WARNING = 3000;

it('reads a whole body within the limit', async () => {
  answer = (response) => {
    response.writeHead(200, { 'Content-Length': 10 }).write('hello');
    setImmediate(() => response.end(' 你!'));
  };
  const client = new S3Client({ ...optionsFor(10_000), forcePathStyle: true });
  const { Body } = await client.send(new GetObjectCommand({ Bucket: 'claim-checks', Key: 'x' }));
  expect(await Body?.transformToString('utf8')).toBe('hello 你!');
});

it.each<[string, (response: ServerResponse) => void]>([
  ['is answered', (response) => void response.end('{}')],
  ['loses its connection', (response) => void response.destroy()],
])('leaves no timer behind when a call %s', async (_how, answerSo) => {
  answer = answerSo;
  const [set, cleared] = [jest.spyOn(globalThis, 'setTimeout'), jest.spyOn(globalThis, 'clearTimeout')];
  await Promise.allSettled([calls.dynamodb?.(10_000)]);
  const limits = set.mock.results.filter((_timer, n) => set.mock.calls[n]?.[1] === 10_000);
  expect(limits.length).toBeGreaterThan(0);
  for (const { value } of limits) expect(cleared).toHaveBeenCalledWith(value);
  set.mockRestore();
  cleared.mockRestore();
});

it('refuses a claim check whose object is larger than any order', async () => {
  answer = (response) => {
    response.writeHead(200, { 'Content-Length': 9 * 1024 * 1024 }).write('x');
  };
  const client = new S3Client({ ...optionsFor(10_000), forcePathStyle: true });
  const { fetchStoredBody } = createClaimCheck({ client, bucketName: 'claim-checks' });
  const fetched = fetchStoredBody({ orderId: '1', requestHash: '2' });
  await expect(fetched).rejects.toMatchObject({ name: 'PermanentError', code: 'claim-check-too-long' });
});

it('derives the longest time of a call from its tries and the pauses between them', () => {
  expect(longestCall({ attempts: 1, milliseconds: 600 })).toBe(600);
  expect(longestCall({ attempts: 3, milliseconds: 500 })).toBe(3 * 500 + 2 * 100);
});

it('leaves the cashier 2 s for an order while the store is down: two calls of the store, and one of the queue', () => {
  const { store, queue } = clientTimeouts.cashier;
  expect(2 * longestCall(store) + longestCall(queue)).toBeLessThanOrEqual(2000);
});

it('sends a mail once in a call, because SES may have sent one whose answer is late', () => {
  expect(clientTimeouts.mailer.attempts).toBe(1);
});
