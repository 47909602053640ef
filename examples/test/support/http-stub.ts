import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

export type StubbedRequest = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The JSON of its body. */
  readonly body: Readonly<Record<string, unknown>>;
};

/** Serves JSON on a free port, and keeps the requests. `answer` gives the status of each answer and its body. */
export const startHttpStub = async (
  answer: (request: StubbedRequest) => { readonly status: number; readonly body: object },
) => {
  const requests: StubbedRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const { url = '', headers } = incoming;
    const request = { path: url, headers, body: JSON.parse(await text(incoming)) };
    requests.push(request);
    const { status, body } = answer(request);
    response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`the server should have a port, got ${address}`);
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    close: (): void => {
      server.close();
      server.closeAllConnections();
    },
  };
};
