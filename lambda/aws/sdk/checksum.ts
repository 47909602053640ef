import { createHash, createHmac, type Hash, type Hmac, hash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * Takes the place of `@smithy/core/checksum` in the bundles. The package has each algorithm a second time in JavaScript, for runtimes
 * without native ones. It also starts a stream for every hash; the SDK nearly always hashes one part, which is one native call.
 */

type Data = Uint8Array | ArrayBuffer | string;

const nativeHash = (algorithm: 'sha256' | 'md5', digestLength: number) =>
  class NativeHash {
    readonly digestLength = digestLength;
    private readonly secret: Data | undefined;
    private first: Uint8Array | string = '';
    private stream: Hash | Hmac | undefined;

    constructor(secret?: Data) {
      this.secret = secret;
      this.reset();
    }

    update(data: Data): void {
      const part = partOf(data);
      if (this.stream) this.stream.update(part);
      else if (this.first.length === 0) this.first = part;
      else this.stream = createHash(algorithm).update(this.first).update(part);
    }

    async digest(): Promise<Uint8Array> {
      const { stream, first } = this;
      if (!stream) return hash(algorithm, first, 'buffer');
      return 'copy' in stream ? stream.copy().digest() : stream.digest();
    }

    reset(): void {
      this.first = '';
      this.stream = this.secret === undefined ? undefined : hmacWith(algorithm, this.secret);
    }
  };

/** Node.js reads a key fastest from a string, one character for each byte. */
const hmacWith = (algorithm: string, secret: Data): Hmac => {
  const key = typeof secret === 'string' ? Buffer.from(secret) : Buffer.from(partOf(secret));
  return createHmac(algorithm, key.toString('latin1'), { encoding: 'latin1' });
};

const partOf = (data: Data): Uint8Array | string => (data instanceof ArrayBuffer ? new Uint8Array(data) : data);

export const Sha256 = nativeHash('sha256', 32);
export const Md5 = nativeHash('md5', 16);

export class Crc32 {
  readonly digestLength = 4;
  private value = 0;

  update(data: Uint8Array): void {
    this.value = crc32(data, this.value);
  }

  digestSync(): number {
    return this.value;
  }

  async digest(): Promise<Uint8Array> {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(this.value);
    return bytes;
  }

  reset(): void {
    this.value = 0;
  }
}

// The package exports each algorithm under several names.
export { Crc32 as Crc32Js, Crc32 as Crc32Node, Md5 as Md5Js, Md5 as Md5Node, Sha256 as Sha256Js, Sha256 as Sha256Node };

type Checksum = { update(data: Uint8Array): void; digest(): Promise<Uint8Array> };

/** The checksum of a stream. */
export const readableStreamHasher = async (
  Algorithm: new () => Checksum,
  stream: AsyncIterable<Uint8Array>,
): Promise<Uint8Array> => {
  const checksum = new Algorithm();
  for await (const part of stream) checksum.update(part);
  return checksum.digest();
};
