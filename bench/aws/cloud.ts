import { Readable } from 'node:stream';
import { type Answer, createDynamoDb, type Write } from './dynamodb.ts';
import { createS3 } from './s3.ts';
import { createSns } from './sns.ts';
import { createSqs } from './sqs.ts';

/** A request, as the SDK passes it to its request handler. */
export type AwsRequest = {
  readonly hostname: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

export type AwsResponse = {
  readonly response: {
    readonly statusCode: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Readable;
  };
};

export type Call = {
  readonly service: string;
  readonly operation: string;
  readonly text: string;
  readonly path: string;
};

/** What happens to a call. `crash-before` and `crash-after`: its process dies before or after the call takes effect. */
export type Fate = 'answered' | 'throttled' | 'crash-before' | 'crash-after';

export type CloudOptions = {
  /** Waits until the nth call is answered. */
  readonly wait: (n: number) => Promise<unknown>;
  /** The name of the key attribute of each table. */
  readonly tables: Readonly<Record<string, string>>;
  readonly onWrite?: (write: Write) => void;
  readonly onPublish?: (message: string) => void;
  /** Decides the fate of a call, which is the nth one. */
  readonly fateOf?: (call: Call, n: number) => Fate;
};

type Raw = { readonly status: number; readonly contentType: string; readonly text: string };

/** DynamoDB, SNS and SQS inside this process, behind the request handler of the SDK. */
export const createCloud = ({ wait, tables, onWrite, onPublish, fateOf }: CloudOptions) => {
  const dynamodb = createDynamoDb(tables, onWrite ?? (() => {}));
  const sns = createSns(onPublish ?? (() => {}));
  const sqs = createSqs();
  const s3 = createS3();
  const calls: Call[] = [];
  let own = 0;

  const answer = async (request: AwsRequest): Promise<AwsResponse> => {
    const began = performance.now();
    const call = callOf(request);
    const n = calls.push(call);
    const fate = fateOf?.(call, n) ?? 'answered';
    if (fate === 'crash-before') return never();
    const outcome = fate === 'throttled' ? THROTTLED : effectOf(call);
    own += performance.now() - began;
    const raw = await outcome;
    if (fate === 'crash-after') return never();
    await wait(n);
    return responseOf(raw);
  };

  const effectOf = ({ service, operation, text, path }: Call): Raw | Promise<Raw> => {
    if (service === 'sns') return xml(sns.call(new URLSearchParams(text)).xml);
    if (service === 'dynamodb') return json(dynamodb.call(operation, JSON.parse(text)));
    if (service === 's3') return { ...s3.call(operation, path, text), contentType: 'application/octet-stream' };
    if (service !== 'sqs') throw new Error(`a call should be to DynamoDB, S3, SNS or SQS, got '${service}'`);
    const outcome = sqs.call(operation, JSON.parse(text));
    return outcome instanceof Promise ? outcome.then(json) : json(outcome);
  };

  return {
    answer,
    calls,
    dynamodb,
    sqs,
    s3,
    /** The milliseconds that these services took themselves, without the time that an answer waits. */
    ownMilliseconds: (): number => own,
    clear: (): void => {
      dynamodb.clear();
      sqs.clear();
      s3.clear();
      calls.length = 0;
      own = 0;
    },
  };
};

export type Cloud = ReturnType<typeof createCloud>;

const decoder = new TextDecoder();

const callOf = ({ hostname, method, path: encoded, headers, body = '' }: AwsRequest): Call => {
  const text = typeof body === 'string' ? body : decoder.decode(body);
  const path = decodeURIComponent(encoded);
  if (hostname.includes('.s3.'))
    return { service: 's3', operation: method === 'PUT' ? 'PutObject' : 'GetObject', text, path };
  const target = headers['x-amz-target'] ?? headers['X-Amz-Target'];
  const operation = target === undefined ? new URLSearchParams(text).get('Action') : target.split('.')[1];
  return { service: hostname.split('.')[0] ?? '', operation: operation ?? '', text, path };
};

const json = ({ status, body }: Answer): Raw => ({
  status,
  contentType: 'application/x-amz-json-1.0',
  text: JSON.stringify(body),
});
const xml = (text: string): Raw => ({ status: 200, contentType: 'text/xml', text });

const THROTTLED: Raw = json({
  status: 400,
  body: { __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException', message: 'Rate exceeded' },
});

const responseOf = ({ status, contentType, text }: Raw): AwsResponse => {
  const body = new Readable({ read: () => {} });
  body.push(text);
  body.push(null);
  const headers = { 'content-type': contentType, 'content-length': String(Buffer.byteLength(text)) };
  return { response: { statusCode: status, headers, body } };
};

const never = <T>(): Promise<T> => new Promise(() => {});
