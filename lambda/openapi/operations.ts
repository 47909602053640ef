import { MAX_BODY_BYTES } from '../api/body.ts';
import { formats } from '../importer/formats.ts';
import { MAX_UPLOAD_BYTES } from '../importer/limits.ts';
import { importStatuses } from '../importer/state.ts';
import { examples } from './examples.ts';
import { type Header, headers, parameters } from './headers.ts';
import { callsOf, fieldsWithout, type Part } from './parts.ts';
import { problemAnswer } from './problems.ts';
import { refTo, type SchemaName } from './schemas.ts';

const { orderId, ifNoneMatch, idempotencyKey } = parameters;
const { orderTag, optionalOrderTag, contentTag, retryAfter, optionalRetryAfter } = headers;

/** What API Gateway itself can answer to every call. */
const gateway = {
  '400': problemAnswer(['malformed', 'bad-request']),
  '403': { $ref: '#/components/responses/WithoutKey' },
  '413': { $ref: '#/components/responses/TooLarge' },
  '429': { $ref: '#/components/responses/TooManyRequests' },
  '503': { $ref: '#/components/responses/Unavailable' },
  '4XX': { $ref: '#/components/responses/BadRequest' },
};
const fault = { '500': { $ref: '#/components/responses/Fault' } };

/** Answers that several operations share. */
export const sharedResponses = {
  WithoutKey: problemAnswer(['no-api-key', 'bad-request']),
  TooLarge: problemAnswer(['too-large', 'bad-request']),
  TooManyRequests: problemAnswer(['too-many-requests'], { headers: { 'Retry-After': retryAfter } }),
  Unavailable: problemAnswer(['unavailable'], { headers: { 'Retry-After': retryAfter } }),
  Fault: problemAnswer(['fault-of-the-shop']),
  BadRequest: problemAnswer(['bad-request']),
};

const json = (name: SchemaName, example: unknown) => ({ 'application/json': { schema: refTo(name), example } });
const orderAnswer = (description: string, example: unknown) => ({
  description,
  headers: { ETag: orderTag },
  content: json('Order', example),
});
const content = { ETag: contentTag };
const html = { 'text/html': { schema: { type: 'string' as const } } };
const anyDescription = {
  'application/json': {
    schema: {
      ...{ type: 'object' as const, required: ['openapi'], additionalProperties: true },
      properties: { openapi: { type: 'string' as const } },
    },
  },
};
const notModified = (tag: Header) => ({ description: 'The copy of the client is current.', headers: { ETag: tag } });
const notFound = problemAnswer(['no-such-order', 'bad-request'], { headers: { 'Retry-After': optionalRetryAfter } });
const wrongStatus = problemAnswer(['wrong-status'], { headers: { ETag: orderTag } });

const placeOrder = (without: readonly Part[]) => ({
  operationId: 'placeOrder',
  tags: ['Orders'],
  summary: 'Place an order',
  description:
    `The shop has the order once it answers \`202\`. A body has at most ${MAX_BODY_BYTES} bytes. Send an \`Idempotency-Key\`, ` +
    'and retry with the same key after a `503` or no answer: the shop may have accepted the order.',
  parameters: [idempotencyKey],
  requestBody: {
    required: true,
    content: { 'application/json': { schema: refTo('OrderRequest'), examples: requestsWithout(without) } },
  },
  responses: {
    ...gateway,
    ...fault,
    '202': {
      description:
        'The shop has accepted the order, now or earlier under the same key. `status` is missing while the order has no record.',
      headers: { Location: headers.location, ETag: optionalOrderTag, 'Idempotent-Replayed': headers.replayed },
      content: json('AcceptedOrder', examples.placed),
    },
    '400': problemAnswer(['malformed', 'malformed-key', 'bad-request']),
    '413': problemAnswer(['too-large', 'order-too-long', 'bad-request']),
    '415': problemAnswer(['content-type', 'content-encoding', 'bad-request']),
    '422': problemAnswer(['invalid-order', 'key-reused', 'unacceptable-characters'], { example: examples.invalid }),
  },
});

const requestsWithout = (without: readonly Part[]) => {
  const fields = fieldsWithout(without);
  const isPossible = ([, { value }]: [string, { readonly value: object }]) =>
    fields.every((field) => !(field in value));
  return Object.fromEntries(Object.entries(examples.requests).filter(isPossible));
};

const readOrder = {
  operationId: 'readOrder',
  tags: ['Orders'],
  summary: 'Read an order',
  description: 'Repeat the call until the status is `READY`, with the `ETag` of the last answer in `If-None-Match`.',
  parameters: [orderId, ifNoneMatch],
  responses: {
    ...gateway,
    ...fault,
    '200': orderAnswer('The order. `lines` is missing while those of a long order cannot be read.', examples.ready),
    '304': notModified(orderTag),
    '404': notFound,
  },
};

const cancelOrder = {
  operationId: 'cancelOrder',
  tags: ['Orders'],
  summary: 'Cancel an order',
  description: 'Cancels an order that is `PLACED` or `STUCK`. A repeated call gets the same answer.',
  parameters: [orderId],
  responses: {
    ...gateway,
    ...fault,
    '200': orderAnswer('The order is cancelled.', examples.cancelled),
    '404': notFound,
    '409': wrongStatus,
  },
};

const collectOrder = {
  operationId: 'collectOrder',
  tags: ['Orders'],
  summary: 'Hand out an order',
  description:
    'Records that the customer has received a `READY` order. A repeated call gets the same answer. A stage can restrict this call to its staff.',
  parameters: [orderId],
  responses: {
    ...gateway,
    ...fault,
    '200': orderAnswer('The customer has the order.', examples.collected),
    '401': problemAnswer(['no-credentials', 'bad-request']),
    '403': problemAnswer(['denied', 'no-api-key', 'bad-request']),
    '404': notFound,
    '409': wrongStatus,
  },
};

const readMenu = {
  operationId: 'readMenu',
  tags: ['Shop'],
  summary: 'Read the menu',
  description: 'What the shop sells, with prices in cents, and how a customer fills in a line.',
  responses: { ...gateway, '200': { description: 'The menu.', content: json('Menu', examples.menu) } },
};

const readBoard = {
  operationId: 'readBoard',
  tags: ['Shop'],
  summary: 'Read the board',
  description:
    'The orders by lane, how many messages wait in each queue, and whether the shop is well. The answer holds no order ids and no ' +
    'addresses. Its `ETag` stays the same while only ages differ.',
  parameters: [ifNoneMatch],
  responses: {
    ...gateway,
    ...fault,
    '200': { description: 'The board.', headers: content, content: json('Board', examples.board) },
    '304': notModified(contentTag),
  },
};

const moved = {
  '308': { description: 'The path has a slash at its end.', headers: { Location: headers.pagePath } },
};

const page = (
  operationId: string,
  summary: string,
  description: string,
  body: typeof html | typeof anyDescription,
  more: Partial<typeof moved> = {},
) => ({
  operationId,
  tags: ['Pages'],
  summary,
  description,
  security: [],
  parameters: [ifNoneMatch],
  responses: {
    ...gateway,
    ...fault,
    '200': { description, headers: content, content: body },
    '304': notModified(contentTag),
    ...more,
    '404': problemAnswer(['no-page', 'bad-request']),
  },
});

/** The report of an import: docs/imports.md describes its fields. */
const importAnswer = {
  'application/json': {
    schema: {
      ...{ type: 'object' as const, required: ['importId', 'status', 'accepted'], additionalProperties: true },
      properties: {
        importId: { type: 'string' as const },
        status: {
          ...{ type: 'string' as const, enum: [...importStatuses] },
          description: 'An import that is `failed` can have accepted orders. The shop makes these.',
        },
        accepted: {
          type: 'integer' as const,
          description: 'The orders that were sent so far, whatever the status of the import.',
        },
      },
    },
  },
};
/** A stage asks for a signature, unless it names an authorizer. API Gateway says `404` to a call without one. */
const staffSecurity = [{ awsSignature: [] }, { awsSignature: [], apiKey: [] }];
const staffOnly = {
  '401': problemAnswer(['no-credentials', 'bad-request']),
  '403': problemAnswer(['denied', 'no-api-key', 'bad-request']),
  '404': problemAnswer(['no-such-route', 'bad-request']),
};

const openImport = {
  operationId: 'openImport',
  tags: ['Imports'],
  summary: 'Open an import',
  description:
    'Returns the signed request with which you upload a file of orders. The call is for staff: sign it with AWS credentials.',
  security: staffSecurity,
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: {
          ...{ type: 'object' as const, required: ['format', 'bytes'], additionalProperties: false },
          properties: {
            format: { type: 'string' as const, enum: [...formats] },
            bytes: { type: 'integer' as const, minimum: 1, maximum: MAX_UPLOAD_BYTES },
          },
        },
        example: { format: 'ndjson', bytes: 1024 },
      },
    },
  },
  responses: {
    ...gateway,
    ...fault,
    ...staffOnly,
    '201': {
      description: 'The import waits for its upload.',
      headers: { Location: headers.importLocation },
      content: importAnswer,
    },
    '415': problemAnswer(['content-type', 'content-encoding', 'bad-request']),
    '422': problemAnswer(['invalid-import']),
  },
};

const readImport = {
  operationId: 'readImport',
  tags: ['Imports'],
  summary: 'Read the report of an import',
  description:
    'Returns the status, the counts, and each refused line. The call is for staff: sign it with AWS credentials.',
  security: staffSecurity,
  parameters: [parameters.importId, parameters.page],
  responses: {
    ...gateway,
    ...fault,
    ...staffOnly,
    '200': { description: 'The report.', content: importAnswer },
    '404': problemAnswer(['no-such-import', 'no-such-route', 'bad-request']),
  },
};

/** Every call of the API, by path and method. */
export const pathsWithout = (without: readonly Part[]) => {
  const absent = without.flatMap((part) => callsOf[part]);
  const isPresent = ([path]: [string, object]) => absent.every((call) => !call.endsWith(` ${path}`));
  return Object.fromEntries(Object.entries(allPaths(without)).filter(isPresent));
};

/** Every call of the template. The body of an order has no field of a part that the shop does without. */
export const allPaths = (without: readonly Part[]) => ({
  '/orders': { post: placeOrder(without) },
  '/orders/{orderId}': { get: readOrder, delete: cancelOrder },
  '/orders/{orderId}/collect': { post: collectOrder },
  '/imports': { post: openImport },
  '/imports/{importId}': { get: readImport },
  '/menu': { get: readMenu },
  '/board.json': { get: readBoard },
  '/': { get: page('showBoard', 'Show the board', 'The board as a web page.', html) },
  '/docs': { get: page('showDescription', 'Show this description', 'This description as a web page.', html, moved) },
  '/openapi.json': {
    get: page('readDescription', 'Read this description', 'This description in OpenAPI 3.1.', anyDescription, moved),
  },
});
