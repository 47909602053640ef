export type Header = { readonly description: string; readonly required: boolean; readonly schema: object };

const text = (description: string, pattern: string, example: string) => ({
  description,
  required: true,
  schema: { type: 'string', pattern },
  example,
});

const optional = <Header extends object>(header: Header) => ({ ...header, required: false });

const orderTag = text('The version of the order. Send it in `If-None-Match`.', '^"[0-9]+(-without-lines)?"$', '"3"');

/** The headers of answers. */
export const headers = {
  location: text('The path of the order.', '/orders/[0-9a-f-]{36}$', '/orders/6e1a5f0e-5d0b-8c39-9a43-0d1f7c6b2a10'),
  importLocation: text(
    'The path of the import.',
    '/imports/[0-9a-f-]{36}$',
    '/imports/6e1a5f0e-5d0b-4c39-9a43-0d1f7c6b2a10',
  ),
  pagePath: text('The path without a slash at its end.', '[^/]$', '/docs'),
  orderTag,
  optionalOrderTag: optional(orderTag),
  contentTag: text(
    'Identifies this content. Send it in `If-None-Match`.',
    '^(W/)?"[A-Za-z0-9_-]{43}"$',
    `"${'x'.repeat(43)}"`,
  ),
  replayed: {
    description: 'Whether an earlier request with the key was accepted. The answer is that order in its present state.',
    required: false,
    schema: { type: 'string', const: 'true' },
  },
  retryAfter: text('The number of seconds after which to retry.', '^[0-9]+$', '5'),
  optionalRetryAfter: optional(text('The number of seconds after which to retry.', '^[0-9]+$', '1')),
} as const;

/** The parameters of requests. */
export const parameters = {
  orderId: {
    name: 'orderId',
    in: 'path',
    required: true,
    description: 'The id that `POST /orders` returned. It is the only credential for the order.',
    schema: { type: 'string', format: 'uuid' },
  },
  importId: {
    name: 'importId',
    in: 'path',
    required: true,
    description: 'The id that `POST /imports` returned.',
    schema: { type: 'string', format: 'uuid' },
  },
  page: {
    name: 'page',
    in: 'query',
    description: 'The page of the refused lines. The first page is 1.',
    schema: { type: 'integer', minimum: 1, default: 1 },
  },
  ifNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'The `ETag` of an earlier answer. If it is still current, the answer is `304` without a body.',
    schema: { type: 'string' },
  },
  idempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'A UUID of version 4 or 7, bare or in double quotes. Use a new one for each order. Retry with the same key and the same body: ' +
      'the shop makes only one order.',
    schema: {
      type: 'string',
      pattern: '^"?[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[47][0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}"?$',
    },
    example: '018f3f5e-7c1a-7b3e-9d2f-3a5b7c9d1e2f',
  },
} as const;
