import { randomUUID } from 'node:crypto';

/** A request for an order, as API Gateway passes it to a function. */
export const requestOf = (body: string) => ({
  httpMethod: 'POST',
  resource: '/orders',
  path: '/orders',
  pathParameters: null,
  queryStringParameters: null,
  headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
  multiValueHeaders: { 'Content-Type': ['application/json'], Accept: ['application/json'] },
  body,
  isBase64Encoded: false,
  requestContext: { path: '/prod/orders', requestId: randomUUID(), stage: 'prod' },
});
