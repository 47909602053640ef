import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { clientOptions } from '../../lambda/aws/client-options.ts';
import { failRequest, type OutageMode } from '../../local/engines/outages.ts';
import { createSes, type SentMail } from '../../local/engines/ses.ts';

export type Ses = {
  readonly client: SESv2Client;
  readonly mails: SentMail[];
  /** Has it fail in this way from now on, or, without a mode, work again. */
  fail(mode?: OutageMode): void;
  /** Has it refuse each mail with an error of this name. */
  refuse(code: string): void;
  stop(): Promise<void>;
};

/** An SES in this process, asked once and for a quarter of a second. */
export const startSes = async (): Promise<Ses> => {
  const mails: SentMail[] = [];
  const take = createSes((mail) => mails.push(mail));
  let answer: ((response: ServerResponse) => void) | undefined;
  const server = createServer((request, response) => (answer ? answer(response) : take(request, response)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`address should have a port, got ${address}`);
  const client = new SESv2Client({
    ...clientOptions({ attempts: 1, milliseconds: 250 }),
    endpoint: `http://127.0.0.1:${address.port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    client,
    mails,
    fail: (mode) => {
      answer = mode && ((response) => failRequest('ses', mode, response));
    },
    refuse: (code) => {
      answer = (response) =>
        response
          .writeHead(400, { 'Content-Type': 'application/json', 'X-Amzn-ErrorType': code })
          .end(JSON.stringify({ message: 'not to ada@example.org' }));
    },
    stop: async () => {
      client.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
