import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { PermanentError } from '../errors.ts';

/** What travels in place of a long body, which stays in S3: a pointer to it, and its size as an attribute. */
export type Travelling = { readonly body: string; readonly attributes: Record<string, MessageAttributeValue> };

/** Which order a body is of: its object is kept under these, and has to hold them. */
export type Identity = { readonly orderId: string; readonly requestHash: string };

export type ClaimCheck = {
  /** Puts a body into S3, once. Throws what the SDK throws. */
  check(body: string, identity: Identity): Promise<Travelling>;
  /**
   * The body that a message stands for: its own, or that of the object it points to.
   *
   * @throws PermanentError when it points to nothing that is ours
   */
  redeem(body: string): Promise<{ readonly body: string; readonly key: string | undefined }>;
  /** The body that was put into S3 for an order. Throws as {@link redeem} does. */
  read(identity: Identity): Promise<string>;
};

export type ClaimCheckDeps = {
  readonly client: S3Client;
  readonly bucketName: string;
};

/**
 * The format of AWS's extended client libraries, so that Java and Python consumers read it too.
 * @see https://github.com/awslabs/payload-offloading-java-common-lib-for-aws
 */
const POINTER = 'software.amazon.payloadoffloading.PayloadS3Pointer';
const SIZE_ATTRIBUTE = 'ExtendedPayloadSize';
const pointerSchema = v.object({ s3BucketName: v.string(), s3Key: v.string() });

const keyOf = ({ orderId, requestHash }: Identity): string => `${orderId}/${requestHash}`;
const alreadyThere = (error: unknown): boolean =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412;

const pointerIn = (body: string) => {
  if (!body.includes(POINTER)) return undefined;
  try {
    const [name, pointer]: unknown[] = JSON.parse(body);
    const parsed = v.safeParse(pointerSchema, pointer);
    return name === POINTER && parsed.success ? parsed.output : undefined;
  } catch {
    return undefined; // whoever decodes the body says what is wrong with it
  }
};

export const createClaimCheck = ({ client, bucketName }: ClaimCheckDeps): ClaimCheck => {
  const get = async (Key: string): Promise<string> => {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucketName, Key }));
      return (await Body?.transformToString('utf8')) ?? '';
    } catch (cause) {
      if (!(cause instanceof NoSuchKey)) throw cause;
      throw new PermanentError('claim-check-missing', 'the claim check should point to an object that is there', {
        cause,
      });
    }
  };

  return {
    check: async (body, identity) => {
      const s3Key = keyOf(identity);
      const put = new PutObjectCommand({ Bucket: bucketName, Key: s3Key, Body: body, IfNoneMatch: '*' });
      await client.send(put).catch((error: unknown) => {
        if (!alreadyThere(error)) throw error;
      });
      return {
        body: JSON.stringify([POINTER, { s3BucketName: bucketName, s3Key }]),
        attributes: { [SIZE_ATTRIBUTE]: { DataType: 'Number', StringValue: String(Buffer.byteLength(body)) } },
      };
    },
    redeem: async (body) => {
      const pointer = pointerIn(body);
      if (!pointer) return { body, key: undefined };
      if (pointer.s3BucketName !== bucketName)
        throw new PermanentError('claim-check-foreign', 'the claim check should point into the bucket of this shop');
      return { body: await get(pointer.s3Key), key: pointer.s3Key };
    },
    read: (identity) => get(keyOf(identity)),
  };
};

/** Refuses a body that came from under another order's key: whoever wrote it does not speak for this one. */
export const assertKeyOf = (key: string | undefined, identity: Identity): void => {
  if (key === undefined || key === keyOf(identity)) return;
  throw new PermanentError(
    'claim-check-mismatch',
    'the claim check should hold the order id and requestHash of its key',
  );
};
