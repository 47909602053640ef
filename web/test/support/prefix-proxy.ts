import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';

/** A server that has the shop under a path, as the stage of an API or a company's gateway has it. */
export type PrefixProxy = {
  /** Without a slash at its end. */
  readonly url: string;
  /** While it is down, it closes every connection. */
  isDown: boolean;
  close(): Promise<void>;
};

export const openPrefixProxy = async (target: string, prefix = '/stage/shop'): Promise<PrefixProxy> => {
  const server = createServer((request, response) => handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const proxy: PrefixProxy = {
    url: `http://127.0.0.1:${port}${prefix}`,
    isDown: false,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const { url = '/', method = 'GET', headers } = request;
    if (proxy.isDown) return void request.socket.destroy();
    if (!url.startsWith(prefix)) return void response.writeHead(403).end();
    const forwarded = send(`${target}${url.slice(prefix.length)}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    request.pipe(forwarded);
  };
  return proxy;
};
