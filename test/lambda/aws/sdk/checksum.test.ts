import { Readable } from 'node:stream';
import * as published from '@smithy/core/checksum';
import * as ours from '../../../../lambda/aws/sdk/checksum.ts';

type Checksum = { update(data: Uint8Array): void; digest(): Promise<Uint8Array> };

const hexOf = async (checksum: Checksum): Promise<string> => Buffer.from(await checksum.digest()).toString('hex');
const withParts = (checksum: Checksum, parts: readonly string[]): Checksum => {
  for (const part of parts) checksum.update(Buffer.from(part));
  return checksum;
};

const secret = Buffer.from([0, 127, 128, 255]);
const algorithms = [
  ['SHA-256', () => new ours.Sha256(), () => new published.Sha256()],
  ['MD5', () => new ours.Md5(), () => new published.Md5()],
  ['CRC32', () => new ours.Crc32(), () => new published.Crc32()],
  ['HMAC-SHA-256 with bytes', () => new ours.Sha256(secret), () => new published.Sha256(secret)],
  ['HMAC-SHA-256 with text', () => new ours.Sha256('schlüssel'), () => new published.Sha256('schlüssel')],
] as const;

describe.each(algorithms)('%s', (_name, create, createPublished) => {
  it.each([
    ['nothing', []],
    ['one part', ['über']],
    ['parts, the first one empty', ['', 'a', 'b']],
    ['many parts', ['a', '', 'b', 'c']],
  ])('gives the checksum that the SDK gives: %s', async (_what, parts) => {
    expect(await hexOf(withParts(create(), parts))).toBe(await hexOf(withParts(createPublished(), parts)));
  });

  it('begins anew after a reset', async () => {
    const checksum = create();
    withParts(checksum, ['a', 'b']);
    checksum.reset();
    expect(await hexOf(withParts(checksum, ['c']))).toBe(await hexOf(withParts(createPublished(), ['c'])));
  });

  it('says how long its checksum is', async () => {
    expect((await create().digest()).length).toBe(create().digestLength);
  });
});

it('can go on after a checksum', async () => {
  const checksum = withParts(new ours.Sha256(), ['a', 'b']);
  await checksum.digest();
  expect(await hexOf(withParts(checksum, ['c']))).toBe(await hexOf(withParts(new published.Sha256(), ['abc'])));
});

it('gives the checksum of a stream', async () => {
  const stream = Readable.from([Buffer.from('a'), Buffer.from('b')]);
  const checksum = Buffer.from(await ours.readableStreamHasher(ours.Md5, stream)).toString('hex');
  expect(checksum).toBe(await hexOf(withParts(new published.Md5(), ['ab'])));
});
