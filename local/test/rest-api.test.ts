import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import type { LocalFunction } from '../functions/function.ts';
import type { Invocation } from '../functions/thread-messages.ts';
import { createRestApi } from '../http/rest-api.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:Echo';

let server: Server;
let port: number;
let events: unknown[];
let answer: Invocation;
const echo: LocalFunction = {
  resource: {
    ...{ name: 'echo', physicalName: 'Echo', arn: ARN, roleArn: '', modulePath: '', exportName: 'handler' },
    ...{ timeoutSeconds: 3, memoryMegabytes: 128, concurrency: undefined, variables: {} },
  },
  invoke: async (event) => {
    events.push(event);
    return answer;
  },
  warm: () => undefined,
  replace: async () => undefined,
  kill: () => 0,
  state: () => ({ running: 1, busy: 0, invocations: 0, dropped: 0, errors: 0, timeouts: 0, kills: 0 }),
  cpu: () => [],
};

const gatewayResponse = (ResponseType: string, StatusCode: number) => ({
  ...{ ResponseType, StatusCode },
  ResponseParameters: {},
  ResponseTemplates: { 'application/json': `{"got":"$context.httpMethod $context.path"}` },
});

beforeAll(async () => {
  const restApi = createRestApi({
    routes: [
      { method: 'GET', resource: '/items/{id}', functionArn: ARN },
      { method: 'POST', resource: '/items', functionArn: ARN },
    ],
    gatewayResponses: [
      gatewayResponse('MISSING_AUTHENTICATION_TOKEN', 404),
      gatewayResponse('DEFAULT_4XX', 400),
      gatewayResponse('DEFAULT_5XX', 503),
    ],
    functions: [echo],
  });
  server = createServer((incoming, response) => void restApi(incoming, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  port = typeof address === 'object' ? (address?.port ?? 0) : 0;
});
beforeEach(() => {
  events = [];
  answer = { kind: 'answered', value: { statusCode: 200, body: 'made' } };
});
afterAll(() => {
  server.close();
});

type Sent = { readonly headers?: Record<string, string | string[]>; readonly body?: string };

const call = async (method: string, path: string, { headers = {}, body }: Sent = {}) => {
  const sent = request({ port, host: '127.0.0.1', method, path, headers }).end(body);
  const [response] = await once(sent, 'response');
  return { status: response.statusCode, body: await text(response) };
};

it('gives the function the event of API Gateway', async () => {
  const headers = { 'X-Kind': ['first', 'last'] };
  expect(await call('GET', '/items/a%20b?size=1&size=2&q=x%26y', { headers })).toEqual({ status: 200, body: 'made' });
  expect(events).toEqual([
    expect.objectContaining({
      ...{ httpMethod: 'GET', resource: '/items/{id}', path: '/items/a%20b', body: null, isBase64Encoded: false },
      pathParameters: { id: 'a b' },
      queryStringParameters: { size: '2', q: 'x&y' },
      multiValueQueryStringParameters: { size: ['1', '2'], q: ['x&y'] },
      headers: expect.objectContaining({ 'x-kind': 'last' }),
      multiValueHeaders: expect.objectContaining({ 'x-kind': ['first', 'last'] }),
    }),
  ]);
});

it('gives null in place of what a call does not have', async () => {
  await call('POST', '/items', { body: '{"size":1}' });
  expect(events).toEqual([
    expect.objectContaining({
      ...{ body: '{"size":1}', pathParameters: null },
      ...{ queryStringParameters: null, multiValueQueryStringParameters: null },
    }),
  ]);
});

it.each([
  ['HEAD', '/items/1'],
  ['DELETE', '/items/1'],
  ['GET', '/items'],
  ['GET', '/items/'],
  ['GET', '/items/1/2'],
])('does not know the route %s %s', async (method, path) => {
  const { status } = await call(method, path);
  expect({ status, events }).toEqual({ status: 404, events: [] });
});

it.each<[string, Invocation]>([
  ['fails', { kind: 'failed', error: { errorType: 'Sandbox.Timedout', errorMessage: '' } }],
  ['answers no HTTP response', { kind: 'answered', value: { body: 'made' } }],
])('answers as for 5xx if the function %s', async (_what, invocation) => {
  answer = invocation;
  expect(await call('GET', '/items/1?q=1')).toEqual({ status: 503, body: '{"got":"GET /items/1"}' });
});

it('answers as for 4xx to a path that cannot be decoded', async () => {
  expect(await call('GET', '/items/%zz')).toMatchObject({ status: 400 });
  expect(events).toEqual([]);
});
