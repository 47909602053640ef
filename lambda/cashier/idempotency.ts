import { orderIdOfKey } from '../order/identity.ts';

/** The meaning of an `Idempotency-Key` header: no key, the id of its order, or a malformed key. */
export type IdempotencyKey =
  | { readonly kind: 'none' }
  | { readonly kind: 'order'; readonly orderId: string }
  | { readonly kind: 'malformed'; readonly detail: string };

const KEY = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Reads the header. Keys are case-insensitive. */
export const readKey = (header: string | undefined): IdempotencyKey => {
  if (header === undefined) return { kind: 'none' };
  const key = header.trim().toLowerCase();
  if (KEY.test(key)) return { kind: 'order', orderId: orderIdOfKey(key) };
  const detail = `Idempotency-Key should be a UUID of version 4 or 7, got '${header.slice(0, 80)}'`;
  return { kind: 'malformed', detail };
};
