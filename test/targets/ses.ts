import { createServer } from 'node:http';
import { createSesServer } from '../support/ses-server.ts';
import type { Engine } from './container.ts';
import { listenForContainers } from './host.ts';

export type SesStandIn = {
  /** The URL for functions in containers. */
  readonly endpoint: string;
  /** The URL at which the suite reads the mails. */
  readonly mails: string;
  close(): void;
};

/** Starts a stand-in for SES version 2, which LocalStack lacks. It delivers no mails. */
export const startSesForContainers = async (engine: Engine): Promise<SesStandIn> => {
  const { listener, mails } = createSesServer();
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/mails') listener(request, response);
    else response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(mails));
  });
  const { listen, name } = await listenForContainers(server, engine);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    endpoint: `http://${name}:${port}`,
    mails: `http://${listen}:${port}/mails`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
