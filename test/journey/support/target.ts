import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';

const ROOT = join(import.meta.dirname, '..', '..', '..');

const targetSchema = v.object({
  url: v.string(),
  endpoints: v.object({ sqs: v.string(), sns: v.string(), s3: v.string(), dynamodb: v.string(), ses: v.string() }),
  outputs: v.object({
    OrdersQueueUrl: v.string(),
    OrdersDlqUrl: v.string(),
    TabsQueueUrl: v.string(),
    TabsDlqUrl: v.string(),
    OrderTableName: v.string(),
    PickupsQueueUrl: v.string(),
    PickupsDlqUrl: v.string(),
    ReceiptsQueueUrl: v.string(),
    ReceiptsDlqUrl: v.string(),
    OrderEventsTopicArn: v.string(),
    ClaimCheckBucketName: v.string(),
  }),
});

/** A shop that runs, as `.orderboard/<port>.json` describes it, and clients for what it runs on. */
export type Target = v.InferOutput<typeof targetSchema> & {
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
};

export type Shop = {
  readonly target: Target;
  readonly pid: number;
  /** Every line that the shop has said. */
  readonly said: readonly string[];
  /** Waits for the next line that it says and that matches. */
  line(pattern: RegExp): Promise<string>;
  /** Ends the shop with a signal; answers its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
};

/** The shop that runs on a port. */
export const readTarget = (port: string): Target => {
  const path = join(ROOT, '.orderboard', `${port}.json`);
  const description = v.parse(targetSchema, JSON.parse(readFileSync(path, 'utf8')));
  const { endpoints } = description;
  const client = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  return {
    ...description,
    sqs: new SQSClient({ ...client, endpoint: endpoints.sqs }),
    sns: new SNSClient({ ...client, endpoint: endpoints.sns }),
    s3: new S3Client({ ...client, endpoint: endpoints.s3, forcePathStyle: true }),
    dynamodb: new DynamoDBClient({ ...client, endpoint: endpoints.dynamodb }),
  };
};

/** What a shop said that did not open, and the code it ended with. */
export class ShopDidNotOpen extends Error {
  readonly code: number | null;
  constructor(code: number | null, said: readonly string[]) {
    super(said.join('\n'));
    this.code = code;
  }
}

/**
 * Opens a local shop on a port, by default on any free one, as `npm start -- --port N` does.
 *
 * @throws ShopDidNotOpen when it ends instead
 */
export const openShop = async (port: number | string = 0): Promise<Shop> => {
  const child = spawn(process.execPath, ['local/start.mjs', '--port', String(port)], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const exited = once(child, 'close').then(([code]: (number | null)[]) => code ?? null);
  const said: string[] = [];
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('the shop should speak over pipes');
  createInterface({ input: stderr }).on('line', (line) => said.push(line));
  const lines = createInterface({ input: stdout });
  const opened = new Promise<string>((resolve) => {
    lines.on('line', (line) => {
      said.push(line);
      const at = /^The shop is open after .*:(\d+)\//.exec(line)?.[1];
      if (at) resolve(at);
    });
  });
  const outcome = await Promise.race([opened, exited.then((code) => ({ code }))]);
  if (typeof outcome !== 'string') {
    throw new ShopDidNotOpen(outcome.code, said);
  }
  const target = readTarget(outcome);
  return {
    target,
    pid: child.pid ?? 0,
    said,
    line: (pattern) =>
      new Promise((resolve) => {
        const listen = (line: string): void => {
          if (!pattern.test(line)) return;
          lines.off('line', listen);
          resolve(line);
        };
        lines.on('line', listen);
      }),
    stop: async (signal = 'SIGTERM') => {
      for (const client of [target.sqs, target.sns, target.s3, target.dynamodb]) client.destroy();
      child.kill(signal);
      return exited;
    },
  };
};
