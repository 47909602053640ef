import type { baristaVariables, cashierVariables, counterVariables, VariablesOf } from '../lambda/environment.ts';
import { pickupNumber, requestHash } from '../lambda/order/identity.ts';
import type { OrderMessage } from '../lambda/order/message.ts';
import { currency, samples, totalCents, work } from '../lambda/product/index.ts';
import { configFor } from '../lib/config.ts';
import { BUCKET_NAME, DLQ_URL, IDEMPOTENCY_TABLE, ORDER_TABLE } from './measure/names.ts';

const queueUrl = (name: string): string => `https://sqs.eu-central-1.amazonaws.com/123456789012/${name}`;

/** The variables that Lambda and the stacks set, with the numbers of the stage `prod`. */
export const environment = (): Readonly<Record<string, string>> => {
  const { barista, claimCheck } = configFor('prod');
  return {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_SESSION_TOKEN: 'token',
    AWS_LAMBDA_FUNCTION_NAME: 'worker',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0',
    POWERTOOLS_SERVICE_NAME: 'worker',
    POWERTOOLS_METRICS_NAMESPACE: 'orders',
    IDEMPOTENCY_TABLE_NAME: IDEMPOTENCY_TABLE,
    ...({
      ORDER_TABLE_NAME: ORDER_TABLE,
      ORDER_EVENTS_TOPIC_ARN: 'arn:aws:sns:eu-central-1:123456789012:order-events',
      ORDERS_QUEUE_URL: queueUrl('orders'),
      ORDERS_DLQ_URL: DLQ_URL,
      TABS_QUEUE_URL: queueUrl('tabs.fifo'),
      TABS_DLQ_URL: queueUrl('tabs-dlq.fifo'),
      PICKUPS_QUEUE_URL: queueUrl('pickups'),
      PICKUPS_DLQ_URL: queueUrl('pickups-dlq'),
      RECEIPTS_QUEUE_URL: queueUrl('receipts'),
      RECEIPTS_DLQ_URL: queueUrl('receipts-dlq'),
      CLAIM_CHECK_BUCKET_NAME: BUCKET_NAME,
      CLAIM_CHECK_BYTES: String(claimCheck.aboveBytes),
      RECORD_MILLISECONDS: String(barista.recordTime.toMilliseconds()),
      LEASE_MILLISECONDS: String(barista.lease.toMilliseconds()),
      ...work.environment('prod'),
    } satisfies VariablesOf<typeof baristaVariables> &
      VariablesOf<typeof cashierVariables> &
      VariablesOf<typeof counterVariables>),
  };
};

/** What the contestants work on: an order with this many lines. */
export const input = (lines: number) => ({
  template: messageTemplate(lines),
  request: requestBody(lines),
  offloadAboveBytes: configFor('prod').claimCheck.aboveBytes,
});

/** The body of a request for an order with this many lines. */
const requestBody = (lines: number): string => JSON.stringify({ ...samples.request, lines: linesOf(lines) });

/** The message of an order with this many lines. The bench gives each message its own order id. */
const messageTemplate = (lines: number): OrderMessage => {
  const orderId = '00000000-0000-4000-8000-000000000000';
  const request = { ...samples.request, lines: linesOf(lines) };
  const order = { ...request, number: pickupNumber(orderId), totalCents: totalCents(request.lines), currency };
  return {
    ...{ v: 1, type: 'order.placed', orderId, placedAt: new Date().toISOString() },
    ...{ requestHash: requestHash(request), order },
  };
};

const linesOf = (count: number) => Array.from({ length: count }, () => (count === 1 ? samples.line : samples.fullLine));
