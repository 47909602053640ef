export const ORDER_TABLE = 'orders';
export const IDEMPOTENCY_TABLE = 'idempotency';
export const QUEUE_NAME = 'orders';
export const BUCKET_NAME = 'claim-checks';
export const DLQ_URL = 'https://sqs.eu-central-1.amazonaws.com/123456789012/orders-dlq';

/** The key attribute of each table. */
export const TABLES = { [ORDER_TABLE]: 'orderId', [IDEMPOTENCY_TABLE]: 'id' } as const;
