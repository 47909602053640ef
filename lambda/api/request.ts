import type { APIGatewayProxyEvent } from 'aws-lambda';
import { orderIdOfKey } from '../order/identity.ts';

/** The part of API Gateway's proxy event that the functions read. */
export type ApiRequest = Pick<
  APIGatewayProxyEvent,
  'httpMethod' | 'resource' | 'pathParameters' | 'headers' | 'body' | 'isBase64Encoded'
> & {
  /** The path that the customer called, with the stage or base path. */
  readonly requestContext: Pick<APIGatewayProxyEvent['requestContext'], 'path'>;
};

/** The value of a request header. Header names are case-insensitive. API Gateway passes null if there are no headers. */
export const headerOf = ({ headers }: Pick<ApiRequest, 'headers'>, name: string): string | undefined =>
  Object.entries(headers ?? {}).find(([given]) => given.toLowerCase() === name)?.[1];

/** The meaning of an `Idempotency-Key` header: no key, the id of its order, or a malformed key. */
export type IdempotencyKey =
  | { readonly kind: 'none' }
  | { readonly kind: 'order'; readonly orderId: string }
  | { readonly kind: 'malformed'; readonly detail: string };

const KEY = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Reads the `Idempotency-Key` header. Keys are case-insensitive. */
export const idempotencyKeyOf = (request: Pick<ApiRequest, 'headers'>): IdempotencyKey => {
  const header = headerOf(request, 'idempotency-key');
  if (header === undefined) return { kind: 'none' };
  const key = header.trim().toLowerCase();
  if (KEY.test(key)) return { kind: 'order', orderId: orderIdOfKey(key) };
  const detail = `Idempotency-Key should be a UUID of version 4 or 7, got '${header.slice(0, 80)}'`;
  return { kind: 'malformed', detail };
};
