import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { Failure } from '../failure.ts';
import { createClients } from './clients.ts';
import { readLogFile } from './log-file.ts';
import { networkErrorOf } from './network-error.ts';
import { decodeOutputs } from './outputs.ts';
import { queuesOf } from './queues.ts';
import type { Target } from './target.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '.orderboard');
const ANSWER_MILLISECONDS = 5000;

/** The local engines accept any credentials. The SDK refuses to run without. */
const region = 'us-east-1';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

const stateSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    url: v.string(),
    endpoints: v.object({ sqs: v.string(), s3: v.string(), dynamodb: v.string(), lambda: v.string() }),
    outputs: v.unknown(),
    log: v.optional(v.string()),
  }),
);

/** Opens the shop on a port of this machine, which its state file describes. @throws Failure if it is closed */
export const openLocal = async (port: number): Promise<Target> => {
  const name = `the shop on port ${port}`;
  const { url, endpoints, outputs: found, log } = readState(port, name);
  await assertOpen(url, { name, port });
  const outputs = decodeOutputs(found, { of: name, remedy: 'close it and open it again with "npm start"' });
  return {
    ...{ kind: 'local', name, url, outputs },
    ...createClients((service) => ({ endpoint: endpoints[service], region, credentials })),
    queues: queuesOf(outputs, { partition: 'aws', region }),
    tableName: outputs.OrderTableName,
    bucketName: outputs.ClaimCheckBucketName,
    readLogs: (query) => readLogFile(log, query),
  };
};

const readState = (port: number, name: string): v.InferOutput<typeof stateSchema> => {
  const path = join(FOLDER, `${port}.json`);
  if (!existsSync(path))
    throw new Failure('unreachable', `${name} should be open, got no .orderboard/${port}.json: ${openRemedy(port)}`);
  const parsed = v.safeParse(stateSchema, readFileSync(path, 'utf8'));
  if (parsed.success) return parsed.output;
  throw new Failure(
    'unreachable',
    `.orderboard/${port}.json should describe an open shop, got another content: delete the file and open the shop again`,
  );
};

/** A shop that was killed leaves its state file behind, and another program can have its port. */
const assertOpen = async (url: string, { name, port }: { readonly name: string; readonly port: number }) => {
  const got = await probe(`${url}/_local/health`);
  if (got === 'a shop') return;
  const remedy = got === NO_ANSWER ? BUSY : `.orderboard/${port}.json is of a shop that ended, so ${openRemedy(port)}`;
  throw new Failure('unreachable', `${name} should answer, got ${got}: ${remedy}`);
};

const NO_ANSWER = `no answer in ${ANSWER_MILLISECONDS / 1000} s`;
const BUSY = 'it is busy, or stopped in a debugger: run the command again, or close it and open it again';

const probe = async (url: string): Promise<string> => {
  try {
    const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MILLISECONDS) });
    return ok ? 'a shop' : `the status ${status} of another program`;
  } catch (error) {
    return networkErrorOf(error, ANSWER_MILLISECONDS);
  }
};

const openRemedy = (port: number): string => {
  const others = existsSync(FOLDER) ? readdirSync(FOLDER).flatMap((file) => /^(\d+)\.json$/.exec(file)?.[1] ?? []) : [];
  const open = others.filter((other) => other !== String(port));
  const start = `open it with "npm start -- --port ${port}"`;
  return open.length === 0 ? start : `${start}, or name another shop: --port ${open.join(' or --port ')}`;
};
