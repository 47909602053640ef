import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import { PermanentError } from '../errors.ts';
import { MissingClaimCheck, pointerBody, pointerIn } from '../order/claim-check.ts';
import { claimCheckKey, type OrderIdentity } from '../order/identity.ts';
import { callService } from './service-error.ts';

/** The replacement of a long body: a pointer to S3, and the size of the body as an attribute. */
export type StoredBody = { readonly body: string; readonly attributes: Record<string, MessageAttributeValue> };

/** The body of a message, and the S3 key it came from if the message held a pointer. */
export type FetchedBody = { readonly body: string; readonly key: string | undefined };

export type ClaimCheck = {
  /** Writes a body to S3, once. @throws ServiceError */
  storeBody(body: string, identity: OrderIdentity): Promise<StoredBody>;
  /**
   * The body of a message: its own, or that of the object it points to.
   *
   * @throws MissingClaimCheck if it points to no object, another PermanentError if it points to another bucket or to an object
   * that is too long, ServiceError if S3 does not answer
   */
  fetchBody(body: string): Promise<FetchedBody>;
  /** The body that was stored for an order. Throws as {@link fetchBody} does. */
  fetchStoredBody(identity: OrderIdentity): Promise<string>;
};

export type ClaimCheckDeps = {
  readonly client: S3Client;
  readonly bucketName: string;
};

const SIZE_ATTRIBUTE = 'ExtendedPayloadSize';

export function createClaimCheck({ client, bucketName }: ClaimCheckDeps): ClaimCheck {
  return {
    storeBody: async (body, identity) => {
      const s3Key = claimCheckKey(identity);
      await callService('s3', 'PutObject', putOnce(s3Key, body));
      return {
        body: pointerBody({ s3BucketName: bucketName, s3Key }),
        attributes: { [SIZE_ATTRIBUTE]: { DataType: 'Number', StringValue: String(Buffer.byteLength(body)) } },
      };
    },

    fetchBody: async (body) => {
      const pointer = pointerIn(body);
      if (!pointer) return { body, key: undefined };
      if (pointer.s3BucketName !== bucketName)
        throw new PermanentError(
          'claim-check-foreign',
          'the claim check should point to the bucket of this shop, got another bucket',
        );
      if (!isKey(pointer.s3Key)) throw new MissingClaimCheck(pointer.s3Key);
      return { body: await getObject(pointer.s3Key), key: pointer.s3Key };
    },

    fetchStoredBody: (identity) => getObject(claimCheckKey(identity)),
  };

  /** S3 answers 409 to a write that raced another one: the object may be there then, or not. */
  async function putOnce(Key: string, Body: string, tries = MAX_PUTS): Promise<void> {
    try {
      await client.send(new PutObjectCommand({ Bucket: bucketName, Key, Body, IfNoneMatch: '*' }));
    } catch (error) {
      if (statusOf(error) === PRECONDITION_FAILED) return; // the object is there
      if (statusOf(error) !== CONFLICT || tries === 1) throw error;
      await putOnce(Key, Body, tries - 1);
    }
  }

  function getObject(Key: string): Promise<string> {
    const object = client.send(new GetObjectCommand({ Bucket: bucketName, Key }));
    const body = object.then(readBody).catch((cause: unknown) => {
      throw cause instanceof NoSuchKey ? new MissingClaimCheck(Key, { cause }) : cause;
    });
    return callService('s3', 'GetObject', body);
  }
}

/**
 * Whether an object can have this key. S3 and its client refuse other keys with errors that look like an outage.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
 */
const isKey = (key: string): boolean =>
  key !== '' && key.isWellFormed() && Buffer.byteLength(key) <= MAX_KEY_BYTES && !/(^|\/)\.\.?(\/|$)/.test(key);

const MAX_KEY_BYTES = 1024;

/** Far more than the longest order needs. A longer body could use up the memory of the function. */
const MAX_BYTES = 8 * 1024 * 1024;

const readBody = async ({ Body, ContentLength = 0 }: GetObjectCommandOutput): Promise<string> => {
  if (ContentLength <= MAX_BYTES) return (await Body?.transformToString('utf8')) ?? '';
  if (Body && 'destroy' in Body) Body.destroy(); // closes its connection
  throw new PermanentError(
    'claim-check-too-long',
    `the object of a claim check should have at most ${MAX_BYTES} bytes, got ${ContentLength}`,
  );
};

const PRECONDITION_FAILED = 412;
const CONFLICT = 409;
const MAX_PUTS = 3;

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
