import { once } from 'node:events';
import { createServer } from 'node:http';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { clientOptions } from '../../lambda/aws/client-options.ts';
import { createSesServer, type SesServer } from './ses-server.ts';

export type Ses = Pick<SesServer, 'mails' | 'fail' | 'refuse'> & {
  readonly client: SESv2Client;
  stop(): Promise<void>;
};

/** Starts a stand-in for SES in this process. Its client makes one attempt of a second. */
export const startSes = async (): Promise<Ses> => {
  const { listener, ...ses } = createSesServer();
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`address should have a port, got ${address}`);
  const client = new SESv2Client({
    ...clientOptions({ attempts: 1, milliseconds: 1000 }),
    endpoint: `http://127.0.0.1:${address.port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    ...ses,
    client,
    stop: async () => {
      client.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
