import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { PermanentError } from '../errors.ts';
import { claimCheckKey, type OrderIdentity } from '../order/identity.ts';

/** The replacement of a long body: a pointer to S3, and the size of the body as an attribute. */
export type Pointer = { readonly body: string; readonly attributes: Record<string, MessageAttributeValue> };

/** The body of a message, and the S3 key it came from if the message held a pointer. */
export type FetchedBody = { readonly body: string; readonly key: string | undefined };

export type ClaimCheck = {
  /** Writes a body to S3, once. Throws what the SDK throws. */
  storeBody(body: string, identity: OrderIdentity): Promise<Pointer>;
  /**
   * The body of a message: its own, or that of the object it points to.
   *
   * @throws PermanentError if it points to another bucket or to no object
   */
  fetchBody(body: string): Promise<FetchedBody>;
  /** The body that was stored for an order. Throws as {@link fetchBody} does. */
  fetchStoredBody(identity: OrderIdentity): Promise<string>;
};

export type ClaimCheckDeps = {
  readonly client: S3Client;
  readonly bucketName: string;
};

/**
 * The format of AWS's extended client libraries, so that Java and Python consumers can read it.
 * @see https://github.com/awslabs/payload-offloading-java-common-lib-for-aws
 */
const POINTER = 'software.amazon.payloadoffloading.PayloadS3Pointer';
const SIZE_ATTRIBUTE = 'ExtendedPayloadSize';
const pointerSchema = v.object({ s3BucketName: v.string(), s3Key: v.string() });

export function createClaimCheck({ client, bucketName }: ClaimCheckDeps): ClaimCheck {
  return {
    storeBody: async (body, identity) => {
      const s3Key = claimCheckKey(identity);
      const put = new PutObjectCommand({ Bucket: bucketName, Key: s3Key, Body: body, IfNoneMatch: '*' });
      await client.send(put).catch((error: unknown) => {
        if (!isAlreadyStored(error)) throw error;
      });
      return {
        body: JSON.stringify([POINTER, { s3BucketName: bucketName, s3Key }]),
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
      return { body: await getObject(pointer.s3Key), key: pointer.s3Key };
    },

    fetchStoredBody: (identity) => getObject(claimCheckKey(identity)),
  };

  async function getObject(Key: string): Promise<string> {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucketName, Key }));
      return (await Body?.transformToString('utf8')) ?? '';
    } catch (cause) {
      if (!(cause instanceof NoSuchKey)) throw cause;
      const message = 'the claim check should point to an existing object, got none';
      throw new PermanentError('claim-check-missing', message, { cause });
    }
  }
}

const isAlreadyStored = (error: unknown): boolean =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412;

const pointerIn = (body: string): v.InferOutput<typeof pointerSchema> | undefined => {
  if (!body.includes(POINTER)) return undefined;
  try {
    const [name, pointer]: unknown[] = JSON.parse(body);
    const parsed = v.safeParse(pointerSchema, pointer);
    return name === POINTER && parsed.success ? parsed.output : undefined;
  } catch {
    return undefined; // the decoder describes the fault
  }
};
