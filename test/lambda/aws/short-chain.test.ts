import { Readable } from 'node:stream';
import { DynamoDBClient, GetItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import { HttpRequest, HttpResponse } from '@smithy/core/transport';
import { clientOptions } from '../../../lambda/aws/client-options.ts';
import { shortenChain } from '../../../lambda/aws/short-chain.ts';

const TRACE = 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0';

beforeEach(() => {
  jest.replaceProperty(process, 'env', {
    ...process.env,
    AWS_LAMBDA_FUNCTION_NAME: 'barista',
    _X_AMZN_TRACE_ID: TRACE,
  });
});
afterEach(() => jest.restoreAllMocks());

type Answer = { readonly status: number; readonly body: string };
const OK: Answer = { status: 200, body: '{}' };

/** Options of a client without a network. It keeps each request, and answers it. */
const options = (variation: object, answer: Answer) => {
  const requests: HttpRequest[] = [];
  const handle = async (request: unknown) => {
    if (request instanceof HttpRequest) requests.push(request);
    const headers = { 'content-type': 'application/x-amz-json-1.0' };
    return {
      response: new HttpResponse({
        statusCode: answer.status,
        headers,
        body: Readable.from([Buffer.from(answer.body)]),
      }),
    };
  };
  const credentials = { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' };
  const limits = clientOptions({ attempts: 2, milliseconds: 500 });
  const client = { ...limits, region: 'eu-central-1', credentials, requestHandler: { handle }, ...variation };
  return { client, requests };
};

type Make = (of: ReturnType<typeof options>['client']) => {
  readonly long: () => Promise<unknown>;
  readonly short: () => Promise<unknown>;
};

const update = () =>
  new UpdateItemCommand({
    TableName: 'orders',
    Key: { orderId: { S: 'ö' } },
    UpdateExpression: 'SET #a = :a',
    ExpressionAttributeNames: { '#a': 'a' },
    ExpressionAttributeValues: { ':a': { M: { b: { N: '1' }, c: { L: [{ BOOL: true }, { NULL: true }] } } } },
    ReturnValues: 'UPDATED_NEW',
  });
const publish = () =>
  new PublishBatchCommand({
    TopicArn: 'arn:aws:sns:eu-central-1:1:events',
    PublishBatchRequestEntries: [
      { Id: '0', Message: '{"a b":"&="}', MessageAttributes: { type: { DataType: 'String', StringValue: 'x' } } },
    ],
  });
const query = () => new QueryCommand({ TableName: 'orders', IndexName: 'board', Limit: 3 });

const commands: Readonly<Record<string, Make>> = {
  UpdateItem: (of) => ({
    long: () => new DynamoDBClient(of).send(update()),
    short: () => shortenChain(new DynamoDBClient(of)).send(update()),
  }),
  Query: (of) => ({
    long: () => new DynamoDBClient(of).send(query()),
    short: () => shortenChain(new DynamoDBClient(of)).send(query()),
  }),
  PublishBatch: (of) => ({
    long: () => new SNSClient(of).send(publish()),
    short: () => shortenChain(new SNSClient(of)).send(publish()),
  }),
};

/** Sends a command over a chain. Answers its requests, and its output or error. */
const sent = async (name: string, chain: 'long' | 'short', variation: object = {}, answer: Answer = OK) => {
  const { client, requests } = options(variation, answer);
  const made = commands[name]?.(client);
  const [result] = await Promise.allSettled([made?.[chain]()]);
  return { requests, result };
};

/** Headers that only the SDK's chain has, or that differ with each call. */
const UNEQUAL = /^(authorization|x-amz-date|amz-sdk-.*|content-length|x-amz-user-agent|user-agent)$/;

/** What two requests for the same call have in common. */
const comparable = (requests: readonly HttpRequest[]) => {
  const [request] = requests;
  if (!request) throw new Error('a request should be sent, got none');
  const { protocol, hostname, port, method, path, query: search, body, headers } = request;
  return {
    ...{
      protocol,
      hostname,
      port,
      method,
      path,
      search,
      body: typeof body === 'string' ? body : new TextDecoder().decode(body),
    },
    headers: Object.fromEntries(Object.entries(headers).filter(([key]) => !UNEQUAL.test(key.toLowerCase()))),
    agent: headers['user-agent']?.replace(/ m\/\S*$/, ''), // the features that a call uses
    scope: /Credential=id\/\d+(\S+),/.exec(headers.authorization ?? '')?.[1],
  };
};

describe.each(Object.keys(commands))('%s', (name) => {
  it.each([
    ['in a region', {}],
    ['in another partition', { region: 'cn-north-1' }],
    ['at a FIPS endpoint', { region: 'us-east-1', useFipsEndpoint: true }],
    ['at an endpoint of its own, with a port', { endpoint: 'http://localhost:4566' }],
  ])('sends the request that the SDK sends, %s', async (_where, variation) => {
    const long = comparable((await sent(name, 'long', variation)).requests);
    const short = comparable((await sent(name, 'short', variation)).requests);
    expect(short).toEqual(long);
    expect(short).toMatchObject({
      headers: { 'X-Amzn-Trace-Id': TRACE },
      scope: expect.stringContaining('aws4_request'),
    });
  });

  it.each([
    ['an answer', OK],
    ['an error of the service', { status: 400, body: '{"__type":"ResourceNotFoundException","message":"no table"}' }],
    ['throttling', { status: 400, body: '{"__type":"ThrottlingException","message":"too many"}' }],
    ['a server error', { status: 500, body: '{"__type":"InternalServerError"}' }],
    ['a page that it cannot read', { status: 503, body: '<html>' }],
    ['an error that it does not know', { status: 400, body: '{"__type":"Unheard"}' }],
  ])('gives the result that the SDK gives, after as many tries: %s', async (_what, answer) => {
    const [long, short] = [await sent(name, 'long', {}, answer), await sent(name, 'short', {}, answer)];
    expect(short.requests.length).toBe(long.requests.length);
    expect(summaryOf(short.result)).toEqual(summaryOf(long.result));
  });
});

/** The parts of a result that code can depend on. */
const summaryOf = (result: PromiseSettledResult<unknown>) => {
  if (result.status === 'fulfilled') return { ...Object(result.value), $metadata: undefined };
  const { name, message, $fault, $metadata, constructor: of } = Object(result.reason);
  const [text] = message.split('\n  Deserialization error'); // the SDK adds a hint
  return { name, text, $fault, status: $metadata?.httpStatusCode, of };
};

it('reads the items of an answer', async () => {
  const { client } = options({}, { status: 200, body: '{"Item":{"a":{"N":"1"}}}' });
  const { Item } = await shortenChain(new DynamoDBClient(client)).send(new GetItemCommand({ TableName: 'a', Key: {} }));
  expect(Item).toEqual({ a: { N: '1' } });
});

it('signs the request that it sends', async () => {
  const { client, requests } = options({}, OK);
  const dynamodb = shortenChain(new DynamoDBClient(client));
  await dynamodb.send(update());
  const [request] = requests;
  if (!request) throw new Error('a request should be sent, got none');
  const { authorization, 'x-amz-content-sha256': _hash, ...headers } = request.headers;
  const [, year, month, day, time = ''] = /^(....)(..)(..)T(......)Z$/.exec(headers['x-amz-date'] ?? '') ?? [];
  const signingDate = new Date(`${year}-${month}-${day}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`);
  const signed = await (await dynamodb.config.signer()).sign(new HttpRequest({ ...request, headers }), { signingDate });
  expect(authorization).toBe(signed.headers.authorization);
  expect(authorization).toContain(
    'SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token;x-amz-target',
  );
});

it('resolves the endpoint again after it could not', async () => {
  const region = jest.fn<Promise<string>, []>().mockResolvedValue('eu-central-1');
  const { client, requests } = options({ region }, OK);
  const dynamodb = shortenChain(new DynamoDBClient(client));
  region.mockRejectedValueOnce(new Error('no region'));
  await expect(dynamodb.send(query())).rejects.toThrow('no region');
  await dynamodb.send(query());
  expect(requests.length).toBe(1);
});

it.each([
  ['DynamoDB', new DynamoDBClient({ region: 'eu-central-1' })],
  ['SNS', new SNSClient({ region: 'eu-central-1' })],
])('takes the place of these steps of the client of %s: fails if the SDK has another step', (_name, client) => {
  const names = client.middlewareStack.identify().map((line) => line.replace(/ .*/, ''));
  expect(names).toEqual([
    'loggerMiddleware',
    'serializerMiddleware',
    'contentLengthMiddleware',
    'getUserAgentMiddleware',
    'hostHeaderMiddleware',
    'recursionDetectionMiddleware',
    'retryMiddleware',
    'httpSigningMiddleware',
    'deserializerMiddleware',
  ]);
});

describe('a call that fails at first', () => {
  /** A client whose requests fail every other time, and the times of its requests. */
  const flaky = () => {
    const times: number[] = [];
    const handle = async () => {
      times.push(performance.now());
      const statusCode = times.length % 2 === 1 ? 500 : 200;
      const body = Readable.from([Buffer.from('{}')]);
      return { response: new HttpResponse({ statusCode, headers: {}, body }) };
    };
    return { dynamodb: shortenChain(new DynamoDBClient(options({ requestHandler: { handle } }, OK).client)), times };
  };

  it('is repeated after a pause', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(10); // a pause of 1 s, longer than a slow machine needs for a call
    const { dynamodb, times } = flaky();
    await dynamodb.send(update());
    const [first = 0, second = 0] = times;
    expect(second - first).toBeGreaterThan(900);
  });

  it('is repeated however many calls were repeated before, because each success gives back what its retry took', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
    const { dynamodb, times } = flaky();
    for (let call = 0; call < 150; call++) await dynamodb.send(update());
    expect(times).toHaveLength(300);
  });
});
