import * as v from 'valibot';
import { PermanentError } from '../errors.ts';

/** Where the body of a message is, if it is too long for the message. */
export type Pointer = v.InferOutput<typeof pointerSchema>;

/**
 * The format of AWS's extended client libraries, so that Java and Python consumers can read it.
 * @see https://github.com/awslabs/payload-offloading-java-common-lib-for-aws
 */
const POINTER = 'software.amazon.payloadoffloading.PayloadS3Pointer';
const pointerSchema = v.object({ s3BucketName: v.string(), s3Key: v.string() });

/** The body of a message that holds a pointer. */
export const pointerBody = (pointer: Pointer): string => JSON.stringify([POINTER, pointer]);

/** The pointer in a body, if it holds one. */
export const pointerIn = (body: string): Pointer | undefined => {
  if (!body.trimStart().startsWith('[')) return undefined; // the decoder parses a long order once
  try {
    const [name, pointer]: unknown[] = JSON.parse(body);
    const parsed = v.safeParse(pointerSchema, pointer);
    return name === POINTER && parsed.success ? parsed.output : undefined;
  } catch {
    return undefined; // the decoder describes the fault
  }
};

/** The object that a claim check points to is not there. */
export class MissingClaimCheck extends PermanentError {
  readonly key: string;
  constructor(key: string, options?: ErrorOptions) {
    super('claim-check-missing', 'the claim check should point to an existing object, got none', options);
    this.key = key;
  }
}
