import { createHash } from 'node:crypto';

/** What a customer's `Idempotency-Key` says: none, the id of its order, or that it is none that is taken. */
export type Key =
  | { readonly kind: 'none' }
  | { readonly kind: 'order'; readonly orderId: string }
  | { readonly kind: 'malformed'; readonly detail: string };

const KEY = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A hash of the key made a UUID of version 8 (RFC 9562: of one's own making): who sees the order's id does not see the key. */
const orderIdOf = (key: string): string => {
  const bytes = createHash('sha256').update(`orderboard:${key}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

/** Reads the header: a key in capitals is the same key. */
export const readKey = (header: string | undefined): Key => {
  if (header === undefined) return { kind: 'none' };
  const key = header.trim().toLowerCase();
  if (KEY.test(key)) return { kind: 'order', orderId: orderIdOf(key) };
  const detail = `Idempotency-Key should be a UUID of version 4 or 7, got '${header.slice(0, 80)}'`;
  return { kind: 'malformed', detail };
};
