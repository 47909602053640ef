import { createHash } from 'node:crypto';
import { PermanentError } from '../errors.ts';

/** The order that a message or an object stands for: one order id can have two requests, which are then in conflict. */
export type OrderIdentity = { readonly orderId: string; readonly requestHash: string };

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** JSON with sorted keys, so that equal values give the same text. */
const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/** SHA-256 of a checked request, before defaults and prices, in hex. */
export const requestHash = (request: unknown): string => sha256(canonicalJson(request));

/** The order id that an idempotency key stands for: a hash in the form of a version 8 UUID (RFC 9562), so it hides the key. */
export const orderIdOfKey = (key: string): string => {
  const bytes = createHash('sha256').update(`orderboard:${key}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
};

const LETTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ';

/** The short pick-up number of an order, such as `K-4172`. It is derived from the order id and is not unique. */
export const pickupNumber = (orderId: string): string => {
  const bits = Number.parseInt(sha256(orderId).slice(0, 12), 16);
  return `${LETTERS[bits % LETTERS.length]}-${String(Math.floor(bits / LETTERS.length) % 10_000).padStart(4, '0')}`;
};

/** The name of an order in logs. The order id itself is the customer's credential and stays out of them. */
export const logName = (orderId: string): string => sha256(orderId).slice(0, 12);

/** The fields that name an order in a log line. */
export const logFields = (orderId: string) => ({ order: logName(orderId), number: pickupNumber(orderId) });

/** The message group of a tab: SQS keeps its messages in order. */
export const tabGroup = (tab: string): string => sha256(tab).slice(0, 32);

/** The message group of a customer: 16 bits are enough to be fair among customers, and too few to identify one. */
export const customerGroup = (email: string): string => sha256(email.toLowerCase()).slice(0, 4);

/** The message group of an import: a fair queue delivers the orders of customers before those of a large import. */
export const importGroup = (importId: string): string => sha256(importId).slice(0, 4);

/** The deduplication id of an order: another request under the same id gets another one, so SQS does not drop it. */
export const deduplicationId = ({ orderId, requestHash }: OrderIdentity): string => sha256(orderId + requestHash);

/** The key of an order's claim check in S3. */
export const claimCheckKey = ({ orderId, requestHash }: OrderIdentity): string => `${orderId}/${requestHash}`;

const CLAIM_CHECK_KEY = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/[0-9a-f]{64}$/;

/** The order of a claim check's key; nothing if this system does not write such keys. */
export const identityOfKey = (key: string): OrderIdentity | undefined =>
  CLAIM_CHECK_KEY.test(key) ? { orderId: key.slice(0, 36), requestHash: key.slice(37) } : undefined;

/** Refuses a body from the S3 key of another order: its writer cannot change this one. */
export const assertKeyOf = (key: string, identity: OrderIdentity): void => {
  if (key === claimCheckKey(identity)) return;
  const message = 'the body in S3 should have the order id and requestHash of its key, got another order';
  throw new PermanentError('claim-check-mismatch', message);
};
