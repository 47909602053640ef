import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';

const ROOT = join(import.meta.dirname, '..', '..');
const LAST_LINES = 10;

/** The description of an open shop, `.orderboard/<port>.json`. */
const descriptionSchema = v.object({
  url: v.string(),
  endpoints: v.object({ sqs: v.string(), dynamodb: v.string(), ses: v.string(), lambda: v.string() }),
  outputs: v.object({
    OrdersQueueUrl: v.string(),
    TabsQueueUrl: v.string(),
    PickupsQueueUrl: v.string(),
    OrdersDlqUrl: v.string(),
    OrderTableName: v.string(),
  }),
});

/** A local shop that the demo opened, with clients of its services. */
export type Shop = v.InferOutput<typeof descriptionSchema> & {
  readonly port: string;
  readonly sqs: SQSClient;
  readonly dynamodb: DynamoDBClient;
  readonly ses: SESv2Client;
};

export type ShopProcess = {
  /** Waits until the shop is open. @throws Error with its last lines if it ends instead */
  open(): Promise<Shop>;
  /** Waits for the end of the process. Rejects with the last lines, because only `stop` should end it. */
  readonly failed: Promise<never>;
  /** Closes the shop, and waits for its end. */
  stop(): Promise<void>;
};

/** Starts `npm start` on a port. */
export const startShop = (options: readonly string[]): ShopProcess => {
  const child = spawn(process.execPath, ['local/start.mjs', ...options], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = once(child, 'close');
  const said: string[] = [];
  const failed = ended.then(([code]) => {
    const lines = said.join('\n').replaceAll('npm start --', 'npm run demo --'); // the demo passes these options on
    throw new Error(`the local shop should run until the demo ends, got exit code ${code}:\n${lines}`);
  });
  failed.catch(() => undefined); // the caller awaits it only while the story runs
  return {
    open: async () => connect(await Promise.race([readPort(child, said), failed])),
    failed,
    stop: async () => {
      // On Windows a signal would end the shop without its clean-up.
      if (process.platform !== 'win32') child.kill('SIGTERM');
      else if (child.connected) child.disconnect();
      await ended;
    },
  };
};

/** Reads the output of the shop. Returns the port, once the shop says that it is open. */
const readPort = ({ stdout, stderr }: ChildProcess, said: string[]): Promise<string> =>
  new Promise((resolve) => {
    for (const input of [stdout, stderr])
      if (input)
        createInterface({ input }).on('line', (line) => {
          said.push(line);
          if (said.length > LAST_LINES) said.shift();
          const [, port] = /^The shop is open at http:\/\/[^:]+:(\d+)\//.exec(line) ?? [];
          if (port !== undefined) resolve(port);
        });
  });

/** The engines accept any credentials. */
const anywhere = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

const connect = (port: string): Shop => {
  const path = join(ROOT, '.orderboard', `${port}.json`);
  const description = v.parse(descriptionSchema, JSON.parse(readFileSync(path, 'utf8')));
  const { sqs, dynamodb, ses } = description.endpoints;
  return {
    ...description,
    port,
    sqs: new SQSClient({ ...anywhere, endpoint: sqs }),
    dynamodb: new DynamoDBClient({ ...anywhere, endpoint: dynamodb }),
    ses: new SESv2Client({ ...anywhere, endpoint: ses }),
  };
};
