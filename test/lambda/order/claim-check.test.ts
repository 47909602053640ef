import { MissingClaimCheck, pointerBody, pointerIn } from '../../../lambda/order/claim-check.ts';

const NAME = 'software.amazon.payloadoffloading.PayloadS3Pointer';
const pointer = { s3BucketName: 'claim-checks', s3Key: 'order-1/ab' };

it('writes a pointer in the format of the extended clients, and reads it', () => {
  expect(pointerBody(pointer)).toBe(`["${NAME}",{"s3BucketName":"claim-checks","s3Key":"order-1/ab"}]`);
  expect(pointerIn(pointerBody(pointer))).toEqual(pointer);
});

it('reads a pointer whose characters are escaped', () => {
  const body = pointerBody(pointer).replaceAll('.', '\\u002e');
  expect(body).not.toContain(NAME);
  expect(pointerIn(body)).toEqual(pointer);
});

it.each([
  ['an order', '{"v":1}'],
  ['text that is not JSON', `${NAME}, please`],
  ['a list with another name', JSON.stringify([`${NAME}s`, pointer])],
  ['a pointer without a key', JSON.stringify([NAME, { s3BucketName: 'claim-checks' }])],
  ['a pointer without a bucket', JSON.stringify([NAME, { s3Key: 'order-1/ab' }])],
  ['an object that names it', JSON.stringify({ note: NAME })],
])('finds no pointer in %s', (_what, body) => {
  expect(pointerIn(body)).toBeUndefined();
});

it('names the key and the cause of a missing object', () => {
  const cause = new Error('no such key');
  expect(new MissingClaimCheck('order-1/ab', { cause })).toMatchObject({
    ...{ name: 'PermanentError', code: 'claim-check-missing', key: 'order-1/ab', cause },
    message: 'the claim check should point to an existing object, got none',
  });
});
