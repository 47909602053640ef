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
    'Names this content. Send it in `If-None-Match`.',
    '^(W/)?"[A-Za-z0-9_-]{43}"$',
    `"${'x'.repeat(43)}"`,
  ),
  replayed: {
    description: 'Whether the key had its order already. The answer is that order as it is now.',
    required: false,
    schema: { type: 'string', const: 'true' },
  },
  retryAfter: text('The seconds after which to retry.', '^[0-9]+$', '5'),
  optionalRetryAfter: optional(text('The seconds after which to retry.', '^[0-9]+$', '1')),
} as const;

/** The parameters of requests. */
export const parameters = {
  orderId: {
    name: 'orderId',
    in: 'path',
    required: true,
    description: 'The id that `POST /orders` answered. It is the only credential of the customer for the order.',
    schema: { type: 'string', format: 'uuid' },
  },
  importId: {
    name: 'importId',
    in: 'path',
    required: true,
    description: 'The id that `POST /imports` answered.',
    schema: { type: 'string', format: 'uuid' },
  },
  page: {
    name: 'page',
    in: 'query',
    description: 'The page of the refused lines, 1 for the first.',
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
      'A UUID of version 4 or 7, new for each order, bare or in double quotes. Retry with the same key and the same body: ' +
      'the shop makes one order of them.',
    schema: {
      type: 'string',
      pattern: '^"?[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[47][0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}"?$',
    },
    example: '018f3f5e-7c1a-7b3e-9d2f-3a5b7c9d1e2f',
  },
} as const;
