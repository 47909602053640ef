/** The message of an order as a JSON schema, for middy. */
export const messageSchema = {
  type: 'object',
  required: ['v', 'type', 'orderId', 'placedAt', 'requestHash', 'order'],
  properties: {
    v: { const: 1 },
    type: { const: 'order.placed' },
    orderId: { type: 'string', format: 'uuid' },
    placedAt: { type: 'string', format: 'date-time' },
    requestHash: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    order: {
      type: 'object',
      required: ['number', 'customer', 'lines', 'totalCents', 'currency'],
      properties: {
        number: { type: 'string', minLength: 1, maxLength: 16 },
        customer: {
          type: 'object',
          required: ['name', 'email'],
          properties: {
            name: { type: 'string', minLength: 1, maxLength: 80 },
            email: { type: 'string', format: 'email' },
          },
        },
        lines: { type: 'array', minItems: 1, items: { type: 'object' } },
        totalCents: { type: 'integer', minimum: 0 },
        currency: { type: 'string', minLength: 3, maxLength: 3 },
      },
    },
  },
} as const;
