// Powertools for AWS Lambda, as its pages on batch processing and idempotency show it.
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { parser } from '@aws-lambda-powertools/batch/parser';
import type { ParsedRecord } from '@aws-lambda-powertools/batch/types';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { JSONStringified } from '@aws-lambda-powertools/parser/helpers';
import { SqsRecordSchema } from '@aws-lambda-powertools/parser/schemas';
import type { SqsRecord } from '@aws-lambda-powertools/parser/types';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { z } from 'zod';
import { announce } from './announce.ts';
import { prepare, variable } from './job.ts';
import { recordOnce } from './record-once.ts';

const messageSchema = z.object({
  v: z.literal(1),
  type: z.literal('order.placed'),
  orderId: z.uuid(),
  placedAt: z.iso.datetime(),
  requestHash: z.string().regex(/^[0-9a-f]{64}$/),
  order: z.object({
    number: z.string().min(1).max(16),
    customer: z.object({ name: z.string().min(1).max(80), email: z.email() }),
    lines: z.array(z.record(z.string(), z.unknown())).min(1),
    totalCents: z.int().nonnegative(),
    currency: z.string().length(3),
  }),
});

const logger = new Logger();
const metrics = new Metrics();
const dynamodb = new DynamoDBClient();
const sns = new SNSClient();
const processor = new BatchProcessor(EventType.SQS, {
  parser,
  schema: SqsRecordSchema.extend({ body: JSONStringified(messageSchema) }),
  logger,
});
const persistenceStore = new DynamoDBPersistenceLayer({
  tableName: variable('IDEMPOTENCY_TABLE_NAME'),
  awsSdkV3Client: dynamodb,
});
// The page recommends a field of the message where the producer sets a unique one.
const config = new IdempotencyConfig({ eventKeyJmesPath: 'body.orderId' });

const work = makeIdempotent(
  async ({ body: message }: ParsedRecord<SqsRecord, z.infer<typeof messageSchema>>): Promise<void> => {
    await prepare(message);
    await recordOnce(dynamodb, message);
    await announce(sns, message);
    metrics.addMetric('OrdersReady', MetricUnit.Count, 1);
    logger.info('order.ready', { number: message.order.number });
  },
  { persistenceStore, config },
);

export const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  logger.addContext(context);
  config.registerLambdaContext(context);
  try {
    return await processPartialResponse(event, work, processor, { context });
  } finally {
    metrics.publishStoredMetrics();
  }
};
