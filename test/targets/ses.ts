import { createServer } from 'node:http';
import { createSes, type SentMail } from '../../local/engines/ses.ts';
import type { Engine } from './container.ts';
import { listenForContainers } from './host.ts';

export type SesStandIn = {
  /** Where functions in containers reach it. */
  readonly endpoint: string;
  /** Where the suite reads what was sent. */
  readonly mails: string;
  close(): void;
};

/** The local shop's SES, for LocalStack, which has none of version 2. It hands mails on to nobody. */
export const startSes = async (engine: Engine): Promise<SesStandIn> => {
  const mails: SentMail[] = [];
  const take = createSes((mail) => mails.push(mail));
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/mails') take(request, response);
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
