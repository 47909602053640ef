import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { LocalFunction } from '../functions/function.ts';
import type { Invocation } from '../functions/thread-messages.ts';
import { createInvokeApi } from '../http/invoke-api.ts';

const invoked: unknown[] = [];

/** A function that ends each invocation so. */
const aFunction = (physicalName: string, invocation: Invocation): LocalFunction => ({
  resource: {
    ...{ name: physicalName, physicalName, arn: '', roleArn: '', modulePath: '', exportName: 'handler' },
    ...{ timeoutSeconds: 3, memoryMegabytes: 128, concurrency: undefined, variables: {} },
  },
  invoke: async (event) => {
    invoked.push(event);
    return invocation;
  },
  warm: () => undefined,
  replace: async () => undefined,
  kill: () => 0,
  state: () => ({ running: 1, busy: 0, invocations: 0, dropped: 0, errors: 0, timeouts: 0, kills: 0 }),
  cpu: () => [],
});

let server: Server;
let lambda: LambdaClient;
beforeAll(async () => {
  const invokeApi = createInvokeApi([
    aFunction('Good', { kind: 'answered', value: { made: 1 } }),
    aFunction('Silent', { kind: 'answered', value: undefined }),
    aFunction('Late', { kind: 'failed', error: { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out' } }),
  ]);
  server = createServer((request, response) => void invokeApi(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  lambda = new LambdaClient({ region: 'us-east-1', credentials, endpoint, maxAttempts: 1 });
});
beforeEach(() => void invoked.splice(0));
afterAll(() => {
  lambda.destroy();
  server.close();
});

const invoke = async (FunctionName: string, Payload?: string) => {
  const answer = await lambda.send(new InvokeCommand({ FunctionName, ...(Payload === undefined ? {} : { Payload }) }));
  return { error: answer.FunctionError, payload: JSON.parse(answer.Payload?.transformToString() ?? '') };
};

it('answers with the result of the function, to which it gives the payload', async () => {
  expect(await invoke('Good', '{"order":1}')).toEqual({ error: undefined, payload: { made: 1 } });
  expect(await invoke('Silent')).toEqual({ error: undefined, payload: null });
  expect(invoked).toEqual([{ order: 1 }, {}]);
});

it('tells that the function failed, as Lambda does', async () => {
  expect(await invoke('Late')).toEqual({
    error: 'Unhandled',
    payload: { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out' },
  });
});

it('refuses a function that does not exist, and a payload that is no JSON', async () => {
  await expect(invoke('None')).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    $metadata: { httpStatusCode: 404 },
  });
  await expect(invoke('Good', 'one order, please')).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
  expect(invoked).toEqual([]);
});
