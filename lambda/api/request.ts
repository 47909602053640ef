import type { APIGatewayProxyEvent } from 'aws-lambda';
import { orderIdOfKey } from '../order/identity.ts';
import { excerpt } from '../parsing/text.ts';

/** The part of API Gateway's proxy event that the functions read. */
export type ApiRequest = Pick<
  APIGatewayProxyEvent,
  'httpMethod' | 'resource' | 'pathParameters' | 'headers' | 'body' | 'isBase64Encoded'
> & {
  /** The last value of each parameter of the query. */
  readonly queryStringParameters?: APIGatewayProxyEvent['queryStringParameters'];
  /** Every value of each header. `headers` has the last one only. */
  readonly multiValueHeaders?: APIGatewayProxyEvent['multiValueHeaders'] | null;
  /** The path that the customer called, with the stage or base path. */
  readonly requestContext: Pick<APIGatewayProxyEvent['requestContext'], 'path'>;
};

/** The path that the customer called, without extra slashes. */
export const pathOf = ({ requestContext }: Pick<ApiRequest, 'requestContext'>): string =>
  requestContext.path.replaceAll(/\/+/g, '/').replace(/\/$/, '');

type Headers = Pick<ApiRequest, 'headers' | 'multiValueHeaders'>;

/**
 * The value of a request header; several values are joined by commas, as RFC 9110 reads them. Header names are case-insensitive.
 * API Gateway passes null if there are no headers.
 */
export const headerOf = ({ headers, multiValueHeaders }: Headers, name: string): string | undefined => {
  const all = valuesOf(multiValueHeaders, name);
  const values = all.length > 0 ? all : valuesOf(headers, name);
  return values.length > 0 ? values.join(', ') : undefined;
};

const valuesOf = (headers: object | null | undefined, name: string): string[] =>
  Object.entries(headers ?? {})
    .filter(([given]) => given.toLowerCase() === name)
    .flatMap(([, values]): unknown => values)
    .filter((value) => typeof value === 'string');

/** The meaning of an `Idempotency-Key` header: no key, the id of its order, or a malformed key. */
export type IdempotencyKey =
  | { readonly kind: 'none' }
  | { readonly kind: 'order'; readonly orderId: string }
  | { readonly kind: 'malformed'; readonly detail: string };

const KEY = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Reads the `Idempotency-Key` header. Keys are case-insensitive. The same key with and without double quotes is one key. */
export const idempotencyKeyOf = (request: Headers): IdempotencyKey => {
  const header = headerOf(request, 'idempotency-key');
  if (header === undefined) return { kind: 'none' };
  const given = header.trim().toLowerCase();
  const key = /^"(.*)"$/.exec(given)?.[1] ?? given;
  if (KEY.test(key)) return { kind: 'order', orderId: orderIdOfKey(key) };
  const got = excerpt(header, 80);
  const detail = `Idempotency-Key should be a UUID of version 4 or 7, got '${got}': send one, bare or in double quotes`;
  return { kind: 'malformed', detail };
};
