import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { clientOptions } from '../../../lambda/aws/client-options.ts';

/** A request that waits for its answer. */
type Waiting = {
  readonly request: IncomingMessage;
  /** The key or the queue that it names. */
  readonly name: string;
  readonly answer: (body: object) => void;
};

const bodySchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.union([
    v.pipe(
      v.object({ Key: v.object({ orderId: v.object({ S: v.string() }) }) }),
      v.transform(({ Key }) => Key.orderId.S),
    ),
    v.pipe(
      v.object({ QueueUrl: v.string() }),
      v.transform(({ QueueUrl }) => QueueUrl),
    ),
  ]),
);

const waiting: Waiting[] = [];
let arrived: (() => void) | undefined;
const server = createServer(async (request, response) => {
  const name = v.parse(bodySchema, await text(request));
  waiting.push({ request, name, answer: (body) => answer(response, body) });
  arrived?.();
});
const answer = (response: ServerResponse, body: object): void => {
  response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
};

/** Takes the requests once so many have arrived. */
const requests = async (count: number): Promise<readonly Waiting[]> => {
  while (waiting.length < count)
    await new Promise<void>((resolve) => {
      arrived = resolve;
    });
  return waiting.splice(0);
};

let url = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : ''}`;
});
afterEach(() => {
  waiting.length = 0;
  server.closeAllConnections();
});
afterAll(() => server.close());

const optionsFor = (milliseconds: number) => ({
  ...clientOptions({ attempts: 1, milliseconds }),
  region: 'eu-central-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
const names = ['a', 'b', 'c', 'd'];
const get = (name: string) => new GetItemCommand({ TableName: 'orders', Key: { orderId: { S: name } } });

it('keeps calls of the same operation apart, in whatever order they are answered', async () => {
  const client = new DynamoDBClient({ ...optionsFor(10_000), endpoint: url });
  const calls = Promise.all(names.map((name) => client.send(get(name))));
  for (const { name, answer: answerWith } of (await requests(names.length)).toReversed())
    answerWith({ Item: { orderId: { S: name } } });
  expect((await calls).map(({ Item }) => Item?.orderId?.S)).toEqual(names);
});

it('ends only the call that is not answered in time', async () => {
  const client = new DynamoDBClient({ ...optionsFor(500), endpoint: url });
  const calls = Promise.allSettled(names.map((name) => client.send(get(name))));
  for (const { name, answer: answerWith } of await requests(names.length))
    if (name !== 'b') answerWith({ Item: { orderId: { S: name } } });
  const results = await calls;
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(results[1]).toMatchObject({ reason: { name: 'TimeoutError' } });
});

it('sends each call to the queue that it names, by the URL of the queue', async () => {
  const client = new SQSClient({ ...optionsFor(10_000), endpoint: url });
  const queues = names.map((name) => `${url}/1/${name}`);
  const calls = Promise.all(queues.map((QueueUrl) => client.send(new GetQueueAttributesCommand({ QueueUrl }))));
  for (const { name, answer: answerWith } of (await requests(names.length)).toReversed())
    answerWith({ Attributes: { QueueArn: name } });
  expect((await calls).map(({ Attributes }) => Attributes?.QueueArn)).toEqual(queues);
});

it('sends the same headers with every call, so that nothing adds up in a function that lives long', async () => {
  const client = new DynamoDBClient({ ...optionsFor(10_000), endpoint: url });
  const agents: (string | undefined)[] = [];
  for (const name of [...names, ...names]) {
    const call = client.send(get(name));
    const [only] = await requests(1);
    agents.push(only?.request.headers['user-agent']);
    only?.answer({});
    await call;
  }
  expect(new Set(agents.slice(1)).size).toBe(1);
});
