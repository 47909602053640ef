import { NoSuchKey, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { createClaimCheck } from '../../../lambda/aws/claim-check.ts';
import { MissingClaimCheck, pointerBody } from '../../../lambda/order/claim-check.ts';
import { claimCheckKey } from '../../../lambda/order/identity.ts';
import { aMessage } from '../../support/orders.ts';

const message = aMessage();
const key = claimCheckKey(message);
const refusal = (httpStatusCode: number) =>
  new S3ServiceException({ name: 'Refused', $fault: 'client', $metadata: { httpStatusCode } });

/** A claim check over a fake S3 that gives these answers one after the other, and keeps its inputs. */
const aClaimCheck = (...answers: readonly unknown[]) => {
  const inputs: unknown[] = [];
  const remaining = [...answers];
  const client = new S3Client({ region: 'eu-central-1' });
  client.send = async (command: object) => {
    inputs.push(Object(command).input);
    const answer = remaining.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { inputs, claimCheck: createClaimCheck({ client, bucketName: 'claim-checks' }) };
};
const body = (text: string) => ({ Body: { transformToString: async () => text }, ContentLength: text.length });

describe('a long body', () => {
  it('is stored once under the order and its request, and replaced by a pointer with its size', async () => {
    const { claimCheck, inputs } = aClaimCheck({});
    expect(await claimCheck.storeBody('{"long":1}', message)).toEqual({
      body: pointerBody({ s3BucketName: 'claim-checks', s3Key: key }),
      attributes: { ExtendedPayloadSize: { DataType: 'Number', StringValue: '10' } },
    });
    expect(inputs).toEqual([{ Bucket: 'claim-checks', Key: key, Body: '{"long":1}', IfNoneMatch: '*' }]);
  });

  it('that is there already counts as stored', async () => {
    const { claimCheck, inputs } = aClaimCheck(refusal(412));
    await expect(claimCheck.storeBody('x', message)).resolves.toMatchObject({ attributes: {} });
    expect(inputs).toHaveLength(1);
  });

  it('is stored again after a race with another write', async () => {
    const { claimCheck, inputs } = aClaimCheck(refusal(409), refusal(409), {});
    await expect(claimCheck.storeBody('你', message)).resolves.toMatchObject({
      attributes: { ExtendedPayloadSize: { StringValue: '3' } },
    });
    expect(inputs).toHaveLength(3);
  });

  it('is refused after three races', async () => {
    const { claimCheck, inputs } = aClaimCheck(refusal(409), refusal(409), refusal(409), {});
    await expect(claimCheck.storeBody('x', message)).rejects.toMatchObject({ service: 's3', operation: 'PutObject' });
    expect(inputs).toHaveLength(3);
  });

  it('is refused if S3 refuses it for another reason', async () => {
    const { claimCheck, inputs } = aClaimCheck(refusal(403));
    await expect(claimCheck.storeBody('x', message)).rejects.toMatchObject({ code: 'refused' });
    expect(inputs).toHaveLength(1);
  });

  it('is not stored again if S3 does not answer', async () => {
    const { claimCheck, inputs } = aClaimCheck(new Error('socket hang up'));
    await expect(claimCheck.storeBody('x', message)).rejects.toMatchObject({ code: 'unavailable' });
    expect(inputs).toHaveLength(1);
  });
});

describe('a body', () => {
  it('that is no pointer is its own', async () => {
    const { claimCheck, inputs } = aClaimCheck();
    for (const own of ['{}', 'not JSON', '["software.amazon.payloadoffloading.PayloadS3Pointer"]'])
      expect(await claimCheck.fetchBody(own)).toEqual({ body: own, key: undefined });
    expect(inputs).toEqual([]);
  });

  it('that is a pointer is that of its object', async () => {
    const { claimCheck, inputs } = aClaimCheck(body('{"long":1}'));
    const pointer = pointerBody({ s3BucketName: 'claim-checks', s3Key: key });
    expect(await claimCheck.fetchBody(pointer)).toEqual({ body: '{"long":1}', key });
    expect(inputs).toEqual([{ Bucket: 'claim-checks', Key: key }]);
  });

  it.each(['another', 'claim-checks-of-another'])(
    'that points to another bucket is refused without a call: %s',
    async (s3BucketName) => {
      const { claimCheck, inputs } = aClaimCheck();
      const pointer = pointerBody({ s3BucketName, s3Key: key });
      await expect(claimCheck.fetchBody(pointer)).rejects.toMatchObject({
        code: 'claim-check-foreign',
        message: 'the claim check should point to the bucket of this shop, got another bucket',
      });
      expect(inputs).toEqual([]);
    },
  );

  it.each([
    ['no character', ''],
    ['half a character', '\ud83d'],
    ['more than 1024 bytes', '𠮷'.repeat(257)],
    ['the segment ..', '../orders'],
    ['the segment .', '.'],
  ])('whose key has %s is missing without a call, because no object can have such a key', async (_what, s3Key) => {
    const { claimCheck, inputs } = aClaimCheck();
    const pointer = pointerBody({ s3BucketName: 'claim-checks', s3Key });
    await expect(claimCheck.fetchBody(pointer)).rejects.toMatchObject({ code: 'claim-check-missing', key: s3Key });
    expect(inputs).toEqual([]);
  });

  it('whose object is missing is refused with its key', async () => {
    const { claimCheck } = aClaimCheck(new NoSuchKey({ message: 'no', $metadata: { httpStatusCode: 404 } }));
    const error = await claimCheck.fetchStoredBody(message).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MissingClaimCheck);
    expect(error).toMatchObject({ name: 'PermanentError', code: 'claim-check-missing', key });
    expect(error).toHaveProperty('cause', expect.any(NoSuchKey));
  });

  it('of exactly 8 MiB is read, and one byte more is refused and not read', async () => {
    let destroyed = 0;
    const stream = { transformToString: async () => 'x', destroy: () => (destroyed += 1) };
    const bytes = 8 * 1024 * 1024;
    const { claimCheck } = aClaimCheck(
      { Body: stream, ContentLength: bytes },
      { Body: stream, ContentLength: bytes + 1 },
    );
    expect(await claimCheck.fetchStoredBody(message)).toBe('x');
    expect(destroyed).toBe(0);
    await expect(claimCheck.fetchStoredBody(message)).rejects.toMatchObject({
      code: 'claim-check-too-long',
      message: `the object of a claim check should have at most ${bytes} bytes, got ${bytes + 1}`,
    });
    expect(destroyed).toBe(1);
  });

  it('of an empty object is empty, and a long one without a stream is refused', async () => {
    const { claimCheck } = aClaimCheck({}, { ContentLength: 9_000_000 });
    expect(await claimCheck.fetchStoredBody(message)).toBe('');
    await expect(claimCheck.fetchStoredBody(message)).rejects.toMatchObject({ code: 'claim-check-too-long' });
  });
});
