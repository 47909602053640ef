import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { LocalFunction } from '../functions/function.ts';
import type { Invocation } from '../functions/thread-messages.ts';
import { createRestApi } from '../http/rest-api.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:Slow';
const BURST = 3;

type Waiting = { readonly isWanted: () => boolean; readonly answer: (invocation: Invocation) => void };

/** A function whose events wait until the test answers them. */
const createSlowFunction = (events: Waiting[]): LocalFunction => ({
  resource: {
    ...{ name: 'slow', physicalName: 'Slow', arn: ARN, roleArn: '', modulePath: '', exportName: 'handler' },
    ...{ timeoutSeconds: 3, memoryMegabytes: 128, concurrency: undefined, variables: {} },
  },
  invoke: (_event, isWanted = () => true) => new Promise((answer) => events.push({ isWanted, answer })),
  warm: () => undefined,
  replace: async () => undefined,
  kill: () => 0,
  state: () => ({ running: 0, busy: 0, invocations: 0, dropped: 0, errors: 0, timeouts: 0, kills: 0 }),
  cpu: () => [],
});

const limited = { method: 'GET', resource: '/limited', functionArn: ARN, burstLimit: BURST };
const other = { ...limited, resource: '/other' };
const THROTTLED = {
  ResponseType: 'THROTTLED',
  StatusCode: 429,
  ResponseParameters: { 'gatewayresponse.header.Retry-After': "'5'" },
  ResponseTemplates: { 'application/json': '{"title":"Too many requests"}' },
};

describe('an overloaded API', () => {
  let server: Server;
  let url: string;
  const events: Waiting[] = [];

  beforeAll(async () => {
    const functions = [createSlowFunction(events)];
    const restApi = createRestApi({ routes: [limited, other], gatewayResponses: [THROTTLED], functions });
    server = createServer((request, response) => void restApi(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`;
  });
  afterEach(() => {
    for (const { answer } of events.splice(0)) answer({ kind: 'answered', value: { statusCode: 200 } });
  });
  afterAll(() => server.close());

  /** Sends requests, and waits until they wait for the function. */
  const send = async (path: string, count: number, signal?: AbortSignal): Promise<readonly Promise<Response>[]> => {
    const expected = events.length + count;
    const sent = Array.from({ length: count }, () => fetch(`${url}${path}`, signal ? { signal } : {}));
    for (const each of sent) each.catch(() => undefined);
    await settled(() => events.length === expected);
    return sent;
  };

  const settled = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => setImmediate(resolve));
  };

  const answerAll = async (sent: readonly Promise<Response>[]): Promise<readonly number[]> => {
    for (const { answer } of events.splice(0)) answer({ kind: 'answered', value: { statusCode: 200 } });
    return (await Promise.all(sent)).map(({ status }) => status);
  };

  it('refuses the requests of a route above its burst limit at once, and no other ones', async () => {
    const waiting = await send('/limited', BURST);
    const refused = await fetch(`${url}/limited`);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(await refused.json()).toEqual({ title: 'Too many requests' });
    const elsewhere = await send('/other', 1);
    expect(await answerAll([...waiting, ...elsewhere])).toEqual([200, 200, 200, 200]);
  });

  it('sends the bytes of an answer in base64', async () => {
    const [sent] = await send('/other', 1);
    const bytes = Buffer.from([0, 127, 128, 255]);
    const value = { statusCode: 200, body: bytes.toString('base64'), isBase64Encoded: true };
    for (const { answer } of events.splice(0)) answer({ kind: 'answered', value });
    const response = await sent;
    expect(response && Buffer.from(await response.arrayBuffer())).toEqual(bytes);
  });

  it('takes requests again when the earlier ones are answered', async () => {
    await answerAll(await send('/limited', BURST));
    expect(await answerAll(await send('/limited', BURST))).toEqual([200, 200, 200]);
  });

  it('tells the function that a client went away, and takes the next request in its place', async () => {
    const clients = new AbortController();
    await send('/limited', BURST, clients.signal);
    const left = events.splice(0);
    expect(left.map(({ isWanted }) => isWanted())).toEqual([true, true, true]);
    clients.abort();
    await settled(() => left.every(({ isWanted }) => !isWanted()));
    expect(await answerAll(await send('/limited', BURST))).toEqual([200, 200, 200]);
    for (const { answer } of left) answer({ kind: 'answered', value: { statusCode: 200 } });
  });
});
