import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { PermanentError } from '../errors.ts';
import { REPORT_PREFIX, UPLOAD_MINUTES, UPLOAD_PREFIX } from '../importer/limits.ts';
import { decodePage, decodeState, encodePage, type ImportState, type RefusedLine } from '../importer/state.ts';
import type { Upload } from '../importer/upload.ts';
import { callService } from './service-error.ts';

/** A read state. `etag` is the version that the next save replaces. */
export type FoundState = { readonly state: ImportState; readonly etag: string };

/** The request that uploads a file. S3 refuses another length, another type, and a second upload. */
export type SignedUpload = {
  readonly method: 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
};

export type NewUpload = { readonly importId: string; readonly bytes: number; readonly contentType: string };

/** The imports in their bucket. Each method throws a ServiceError if S3 fails. */
export type ImportStore = {
  create(state: ImportState): Promise<void>;
  read(importId: string): Promise<FoundState | undefined>;
  /** Replaces a state that was read. Returns its new version, or nothing if another delivery has saved since. */
  save(state: ImportState, etag: string): Promise<string | undefined>;
  /** Pages are counted from 1. A page that is written again has the same lines. */
  writePage(importId: string, page: number, lines: readonly RefusedLine[]): Promise<void>;
  readPage(importId: string, page: number): Promise<readonly RefusedLine[]>;
  signUpload(upload: NewUpload): Promise<SignedUpload>;
  /** Reads a part of an upload. @throws PermanentError if the upload is gone, or is another one by now */
  readUpload(upload: Upload, from: number, to: number): Promise<Buffer>;
};

export type ImportStoreDeps = { readonly client: S3Client; readonly bucketName: string };

export function createImportStore({ client, bucketName: Bucket }: ImportStoreDeps): ImportStore {
  return {
    create: async (state) => {
      const body = { Key: stateKey(state.importId), Body: JSON.stringify(state), IfNoneMatch: '*' };
      await put(body).catch(undefinedIfThere);
    },

    read: async (importId) => {
      const found = await get(stateKey(importId)).catch(undefinedIfMissing);
      return found && { state: decodeState(found.bytes.toString()), etag: found.etag };
    },

    save: async (state, etag) => {
      const body = { Key: stateKey(state.importId), Body: JSON.stringify(state), IfMatch: etag };
      return put(body).catch(undefinedIfReplaced);
    },

    writePage: async (importId, page, lines) => {
      await put({ Key: pageKey(importId, page), Body: encodePage(lines) });
    },

    readPage: async (importId, page) => decodePage((await get(pageKey(importId, page))).bytes.toString()),

    signUpload: async ({ importId, bytes, contentType }) => {
      const signed = { ContentLength: bytes, ContentType: contentType, IfNoneMatch: '*' };
      const command = new PutObjectCommand({ Bucket, Key: UPLOAD_PREFIX + importId, ...signed });
      const options = { expiresIn: UPLOAD_MINUTES * 60, signableHeaders: new Set(['content-type']) };
      const url = await callService('s3', 'sign', getSignedUrl(client, command, options));
      const headers = { 'Content-Length': String(bytes), 'Content-Type': contentType, 'If-None-Match': '*' };
      return { method: 'PUT', url, headers };
    },

    readUpload: async ({ importId, etag }, from, to) => {
      const range = { Range: `bytes=${from}-${to - 1}`, IfMatch: etag };
      return (await get(UPLOAD_PREFIX + importId, range).catch(throwIfChanged)).bytes;
    },
  };

  async function get(Key: string, more: { readonly Range?: string; readonly IfMatch?: string } = {}) {
    const call = client.send(new GetObjectCommand({ Bucket, Key, ...more }));
    const whole = call.then(async ({ Body, ETag = '' }) => {
      const bytes = await Body?.transformToByteArray();
      return { bytes: Buffer.from(bytes ?? []), etag: ETag };
    });
    return callService('s3', 'GetObject', whole);
  }

  async function put(input: Omit<PutObjectCommandInput, 'Bucket'>): Promise<string> {
    const { ETag = '' } = await callService('s3', 'PutObject', client.send(new PutObjectCommand({ Bucket, ...input })));
    return ETag;
  }
}

const stateKey = (importId: string): string => `${REPORT_PREFIX}${importId}/state.json`;
const pageKey = (importId: string, page: number): string => `${REPORT_PREFIX}${importId}/refused-${page}.ndjson`;

const causeOf = (error: unknown): unknown => (error instanceof Error ? error.cause : undefined);

const undefinedIfMissing = (error: unknown): undefined => {
  if (causeOf(error) instanceof NoSuchKey) return undefined;
  throw error;
};

const PRECONDITION_FAILED = 412;
/** S3 answers so to writes that race each other. */
const CONFLICT = 409;

const statusOf = (error: unknown): number | undefined => {
  const cause = causeOf(error);
  return cause instanceof S3ServiceException ? cause.$metadata.httpStatusCode : undefined;
};

/** The id of an import is new, so only a first try whose answer was lost can have created its state. */
const undefinedIfThere = (error: unknown): undefined => {
  if (statusOf(error) === PRECONDITION_FAILED) return undefined;
  throw error;
};

const undefinedIfReplaced = (error: unknown): undefined => {
  if (statusOf(error) === PRECONDITION_FAILED || statusOf(error) === CONFLICT) return undefined;
  throw error;
};

const throwIfChanged = (cause: unknown): never => {
  if (causeOf(cause) instanceof NoSuchKey)
    throw new PermanentError('upload-missing', 'the upload should be there, got none: it was deleted', { cause });
  if (statusOf(cause) === PRECONDITION_FAILED)
    throw new PermanentError('upload-changed', 'the upload should stay as it is, got another one', { cause });
  throw cause;
};
