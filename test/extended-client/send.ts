// node send.ts <sqs endpoint> <s3 endpoint> <bucket> <queue url>: sends a long order to a queue through the cashier's
// adapters, and prints the original message. interop.py runs it.
import { randomUUID } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createClaimCheck } from '../../lambda/aws/claim-check.ts';
import { createOrderQueue } from '../../lambda/aws/order-queue.ts';
import { pickupNumber, requestHash } from '../../lambda/order/identity.ts';
import type { OrderMessage } from '../../lambda/order/message.ts';
import { MAX_LINES } from '../../lambda/order/request.ts';
import { currency, samples, totalCents } from '../../lambda/product/index.ts';

const [sqs = '', s3 = '', bucketName = '', queueUrl = ''] = process.argv.slice(2);
const client = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

const orderId = randomUUID();
const lines = Array.from({ length: MAX_LINES }, (_, n) => (n % 3 === 0 ? samples.line : samples.fullLine));
const customer = { name: 'Ada', email: 'ada@example.org' };
const message: OrderMessage = {
  v: 1,
  type: 'order.placed',
  orderId,
  placedAt: new Date().toISOString(),
  requestHash: requestHash({ customer, lines }),
  order: { number: pickupNumber(orderId), customer, lines, totalCents: totalCents(lines), currency },
};

const queue = createOrderQueue({
  client: new SQSClient({ ...client, endpoint: sqs }),
  claimCheck: createClaimCheck({ client: new S3Client({ ...client, endpoint: s3, forcePathStyle: true }), bucketName }),
  offloadAboveBytes: 256 * 1024,
  queueUrls: { orders: queueUrl, tabs: queueUrl, pickups: queueUrl },
  now: Date.now,
});
const { lines: where } = await queue.send(message);
if (where !== 'in-s3') throw new Error(`the order should be long enough for a claim check, its lines are ${where}`);
console.log(JSON.stringify(message));
