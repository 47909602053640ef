import { Readable } from 'node:stream';
import { NoSuchKey, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { sdkStreamMixin } from '@smithy/core/serde';
import { claimCheckKeyIn, createClaimCheck, MissingClaimCheck } from '../../../lambda/aws/claim-check.ts';

const POINTER = 'software.amazon.payloadoffloading.PayloadS3Pointer';
const IDENTITY = { orderId: '0d8e1f6a-0000-4000-8000-000000000000', requestHash: 'ab'.repeat(32) };
const KEY = `${IDENTITY.orderId}/${IDENTITY.requestHash}`;
const pointerTo = (s3BucketName: string) => JSON.stringify([POINTER, { s3BucketName, s3Key: KEY }]);

/** The claim check over a fake S3, which keeps its inputs and gives one answer after the other. */
const aClaimCheck = (...answers: readonly (() => unknown)[]) => {
  const asked: unknown[] = [];
  const client = new S3Client({ region: 'eu-central-1' });
  client.send = async (command: unknown) => {
    asked.push(Reflect.get(Object(command), 'input'));
    return answers[Math.min(asked.length, answers.length) - 1]?.();
  };
  return { asked, ...createClaimCheck({ client, bucketName: 'claim-checks' }) };
};

const ok = () => ({});
const fails = (httpStatusCode: number, name = 'Refused') => {
  const error = new S3ServiceException({ name, $fault: 'client', message: 'no', $metadata: { httpStatusCode } });
  return () => Promise.reject(error);
};
const object = (text: string) => () => ({
  Body: sdkStreamMixin(Readable.from([text])),
  ContentLength: Buffer.byteLength(text),
});

describe('a stored body', () => {
  it('is written once, under the key of its order, and replaced by a pointer in the format of the extended clients', async () => {
    const { asked, storeBody } = aClaimCheck(ok);
    expect(await storeBody('{"lines":"你"}', IDENTITY)).toEqual({
      body: pointerTo('claim-checks'),
      attributes: { ExtendedPayloadSize: { DataType: 'Number', StringValue: '15' } },
    });
    expect(asked).toEqual([{ Bucket: 'claim-checks', Key: KEY, Body: '{"lines":"你"}', IfNoneMatch: '*' }]);
  });

  it('is stored if an earlier request has stored it', async () => {
    const { asked, storeBody } = aClaimCheck(fails(412, 'PreconditionFailed'));
    await expect(storeBody('{}', IDENTITY)).resolves.toMatchObject({ body: pointerTo('claim-checks') });
    expect(asked).toHaveLength(1);
  });

  it('is written again after a write that raced another one', async () => {
    const { asked, storeBody } = aClaimCheck(fails(409), fails(409), ok);
    await expect(storeBody('{}', IDENTITY)).resolves.toMatchObject({ body: pointerTo('claim-checks') });
    expect(asked).toHaveLength(3);
  });

  it('is refused after three writes that raced others', async () => {
    const { asked, storeBody } = aClaimCheck(fails(409));
    await expect(storeBody('{}', IDENTITY)).rejects.toMatchObject({ service: 's3', operation: 'PutObject' });
    expect(asked).toHaveLength(3);
  });

  it.each([
    ['refuses it', fails(403, 'AccessDenied'), 'refused'],
    ['does not answer', () => Promise.reject(new Error('socket hang up')), 'unavailable'],
  ])('is not written again if S3 %s', async (_why, answer, code) => {
    const { asked, storeBody } = aClaimCheck(answer);
    await expect(storeBody('{}', IDENTITY)).rejects.toMatchObject({ code, service: 's3', operation: 'PutObject' });
    expect(asked).toHaveLength(1);
  });
});

describe('a fetched body', () => {
  it('is that of the message if it is no pointer', async () => {
    const { asked, fetchBody } = aClaimCheck(ok);
    expect(await fetchBody('{"v":1}')).toEqual({ body: '{"v":1}', key: undefined });
    expect(asked).toEqual([]);
  });

  it('is that of the object that the message points to, with its key', async () => {
    const { asked, fetchBody } = aClaimCheck(object('{"v":1,"name":"你"}'));
    expect(await fetchBody(pointerTo('claim-checks'))).toEqual({ body: '{"v":1,"name":"你"}', key: KEY });
    expect(asked).toEqual([{ Bucket: 'claim-checks', Key: KEY }]);
  });

  it('is that of an order', async () => {
    const { asked, fetchStoredBody } = aClaimCheck(object('{"v":1}'));
    expect(await fetchStoredBody(IDENTITY)).toBe('{"v":1}');
    expect(asked).toEqual([{ Bucket: 'claim-checks', Key: KEY }]);
  });

  it('is empty if the object is', async () => {
    const { fetchBody } = aClaimCheck(ok);
    expect(await fetchBody(pointerTo('claim-checks'))).toMatchObject({ body: '' });
  });

  it('is refused from another bucket, which is not read', async () => {
    const { asked, fetchBody } = aClaimCheck(ok);
    await expect(fetchBody(pointerTo('elsewhere'))).rejects.toMatchObject({
      name: 'PermanentError',
      code: 'claim-check-foreign',
      message: 'the claim check should point to the bucket of this shop, got another bucket',
    });
    expect(asked).toEqual([]);
  });

  it('is missing if there is no object', async () => {
    const cause = new NoSuchKey({ message: 'no', $metadata: { httpStatusCode: 404 } });
    const { fetchBody } = aClaimCheck(() => Promise.reject(cause));
    const error = await fetchBody(pointerTo('claim-checks')).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MissingClaimCheck);
    expect(error).toMatchObject({ code: 'claim-check-missing', key: KEY, cause });
    expect(error).toHaveProperty('message', 'the claim check should point to an existing object, got none');
  });

  it.each([8 * 1024 * 1024, undefined])('is read up to 8 MiB: %p bytes', async (ContentLength) => {
    const { fetchBody } = aClaimCheck(() => ({ ...object('{}')(), ContentLength }));
    expect(await fetchBody(pointerTo('claim-checks'))).toMatchObject({ body: '{}' });
  });

  it('is refused above 8 MiB, and its connection is closed', async () => {
    const { Body } = object('{}')();
    const { fetchBody } = aClaimCheck(() => ({ Body, ContentLength: 8 * 1024 * 1024 + 1 }));
    await expect(fetchBody(pointerTo('claim-checks'))).rejects.toMatchObject({
      code: 'claim-check-too-long',
      message: 'the object of a claim check should have at most 8388608 bytes, got 8388609',
    });
    expect(Reflect.get(Body, 'destroyed')).toBe(true);
  });

  it('is refused above 8 MiB also if there is no body', async () => {
    const { fetchBody } = aClaimCheck(() => ({ ContentLength: 9_000_000 }));
    await expect(fetchBody(pointerTo('claim-checks'))).rejects.toMatchObject({ code: 'claim-check-too-long' });
  });
});

describe('a pointer', () => {
  it('names the key of its object', () => {
    expect(claimCheckKeyIn(pointerTo('claim-checks'))).toBe(KEY);
  });

  it.each([
    ['an order', '{"v":1}'],
    ['text that is not JSON', `${POINTER}, please`],
    ['a list with another name', JSON.stringify([`${POINTER}s`, { s3BucketName: 'claim-checks', s3Key: KEY }])],
    ['a pointer without a key', JSON.stringify([POINTER, { s3BucketName: 'claim-checks' }])],
    ['a pointer without a bucket', JSON.stringify([POINTER, { s3Key: KEY }])],
    ['an object that names it', JSON.stringify({ note: POINTER })],
    ['null', `null`],
  ])('is not in %s', (_what, body) => {
    expect(claimCheckKeyIn(body)).toBeUndefined();
  });
});
