import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import * as v from 'valibot';
import type { Stores } from './queue-store.ts';

/** A new object in a bucket. `etag` is in double quotes. */
export const newObjectSchema = v.object({
  bucket: v.string(),
  key: v.string(),
  size: v.number(),
  etag: v.string(),
  /** As S3 names it, such as `ObjectCreated:Put`. */
  eventName: v.string(),
});
export type NewObject = Readonly<v.InferOutput<typeof newObjectSchema>>;

type ObjectStore = Pick<Stores['s3Store'], 'headObject' | 'putObject'>;
type Write = { readonly bucket: string; readonly key: string; readonly eventName: string };

/** The engine refuses a body of more than 11 MiB, and closes its connection. */
const MOST_OF_ENGINE = 10 * 1024 * 1024;

/** Adds what the S3 engine does not have: large objects, writes on a condition, and the news of each new object. */
export const createS3Front = (
  store: ObjectStore,
  onObject: (object: NewObject) => void,
  engine: RequestListener,
): RequestListener => {
  /** The writes on a condition that are at work, by bucket and key: a second one waits until the first has ended. */
  const atWork = new Map<string, Promise<void>>();

  const passOn = (write: Write, request: IncomingMessage, response: ServerResponse): Promise<void> =>
    new Promise((resolve) => {
      response.once('close', () => {
        resolve();
        const written = response.statusCode === 200 ? find(store, write) : undefined;
        if (written) onObject({ ...write, size: written.contentLength, etag: written.etag });
      });
      if (isLarge(request)) putLarge(store, write, { request, response }).catch(() => response.destroy());
      else engine(request, response);
    });

  const writeIfHolds = async (write: Write, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const name = `${write.bucket}/${write.key}`;
    const before = atWork.get(name);
    const work = (before ?? Promise.resolve()).then(() => {
      if (holds(request, find(store, write)?.etag)) return passOn(write, request, response);
      return refuse(request, response);
    });
    atWork.set(name, work);
    await work.finally(() => {
      if (atWork.get(name) === work) atWork.delete(name);
    });
  };

  return (request, response) => {
    const write = readWrite(request);
    if (!write) engine(request, response);
    else if (isConditional(request)) writeIfHolds(write, request, response).catch(() => response.destroy());
    else passOn(write, request, response).catch(() => response.destroy());
  };
};

/** The engine answers a path that cannot be read. An error here would end the thread of all engines. */
const readWrite = (request: IncomingMessage): Write | undefined => {
  try {
    return writeOf(request);
  } catch {
    return undefined;
  }
};

/** The object that a request writes as a whole; nothing for other requests. */
const writeOf = ({ method, url = '' }: IncomingMessage): Write | undefined => {
  const { pathname, searchParams } = new URL(url, 'http://s3');
  const [, bucket = '', ...parts] = pathname.split('/');
  const key = decodeURIComponent(parts.join('/'));
  if (key === '') return undefined;
  if (method === 'PUT' && !searchParams.has('partNumber')) return { bucket, key, eventName: 'ObjectCreated:Put' };
  if (method === 'POST' && searchParams.has('uploadId'))
    return { bucket, key, eventName: 'ObjectCreated:CompleteMultipartUpload' };
  return undefined;
};

/** The SDK sends its own large bodies in chunks of another format, which only the engine reads. */
const isLarge = ({ headers }: IncomingMessage): boolean =>
  Number(headers['content-length'] ?? 0) > MOST_OF_ENGINE && headers['content-encoding'] === undefined;

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };

const putLarge = async (store: ObjectStore, { bucket, key }: Write, { request, response }: Exchange): Promise<void> => {
  const { etag } = store.putObject(bucket, key, await buffer(request), request.headers['content-type']);
  response.writeHead(200, { ETag: etag }).end();
};

const isConditional = ({ headers }: IncomingMessage): boolean =>
  headers['if-match'] !== undefined || headers['if-none-match'] !== undefined;

/** The object of a key. The engine throws if there is none. */
const find = (store: ObjectStore, { bucket, key }: Write) => {
  try {
    return store.headObject(bucket, key);
  } catch {
    return undefined;
  }
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
const holds = ({ headers }: IncomingMessage, etag: string | undefined): boolean => {
  if (headers['if-none-match'] !== undefined && etag !== undefined) return false;
  return headers['if-match'] === undefined || headers['if-match'] === etag;
};

const refuse = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  request.resume();
  const message = 'At least one of the pre-conditions you specified did not hold';
  const body = `<Error><Code>PreconditionFailed</Code><Message>${message}</Message></Error>`;
  response.writeHead(412, { 'Content-Type': 'application/xml' }).end(body);
};
