import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { writePage } from '../../../lib/page.ts';
import { aMenu, emptyBoard } from './boards.ts';

export type StubAnswer = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
};
export type StubRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};

/** A server that answers as the shop does, for states that a real shop reaches rarely. */
export type Stub = {
  readonly url: string;
  /** Every call of the API, oldest first. */
  readonly requests: StubRequest[];
  /** The answer to `GET /board.json`. */
  board: unknown;
  /** Answers calls about orders. */
  orders: (request: StubRequest) => StubAnswer;
  /** What takes the place of every answer of the API: a closed connection, or an answer. */
  outage: 'refuse' | StubAnswer | undefined;
  close(): Promise<void>;
};

const pageSchema = v.object({ body: v.string(), headers: v.record(v.string(), v.string()) });

/** The page as the asset of the function holds it. */
export const builtPage = () => {
  const folder = mkdtempSync(join(tmpdir(), 'orderboard-page-'));
  writePage(folder, []);
  const page = v.parse(pageSchema, JSON.parse(readFileSync(join(folder, 'page.json'), 'utf8')));
  rmSync(folder, { recursive: true });
  return page;
};

export const openStub = async (): Promise<Stub> => {
  const page = builtPage();
  const server = createServer((request, response) => void respond(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  const stub: Stub = {
    url: `http://127.0.0.1:${port}`,
    requests: [],
    board: emptyBoard(),
    orders: () => ({ status: 404 }),
    outage: undefined,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', url: path = '/', headers } = request;
    if (path === '/') return void sendPage(response);
    const asked = { method, path, headers, body: await text(request) };
    stub.requests.push(asked);
    if (stub.outage === 'refuse') return void request.socket.destroy();
    send(stub.outage ?? answer(asked), response);
  };

  const sendPage = (response: ServerResponse): void => {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...page.headers }).end(page.body);
  };

  const answer = (request: StubRequest): StubAnswer => {
    if (request.path === '/board.json') return withEtag(stub.board, request);
    return request.path === '/menu' ? { status: 200, body: aMenu } : stub.orders(request);
  };
  return stub;
};

const withEtag = (body: unknown, { headers }: StubRequest): StubAnswer => {
  const ETag = `W/"${createHash('sha256').update(JSON.stringify(body)).digest('hex')}"`;
  return headers['if-none-match'] === ETag
    ? { status: 304, headers: { ETag } }
    : { status: 200, body, headers: { ETag } };
};

const send = ({ status, body, headers = {} }: StubAnswer, response: ServerResponse): void => {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'Content-Type': type, ...headers });
  response.end(body === undefined ? '' : JSON.stringify(body));
};
