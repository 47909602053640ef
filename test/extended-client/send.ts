// node send.ts <sqs endpoint> <s3 endpoint> <bucket> <queue url>: sends a long order to a queue through the cashier's
// adapters, and prints the original message. interop.py runs it.
import { randomUUID } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createClaimCheck } from '../../lambda/aws/claim-check.ts';
import { createOrderQueue } from '../../lambda/aws/order-queue.ts';
import { messageOf } from '../../lambda/order/new-order.ts';
import { MAX_LINES } from '../../lambda/order/request.ts';
import { samples } from '../../lambda/product/index.ts';

const [sqs = '', s3 = '', bucketName = '', queueUrl = ''] = process.argv.slice(2);
const client = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

const orderId = randomUUID();
const lines = Array.from({ length: MAX_LINES }, (_, n) => (n % 3 === 0 ? samples.line : samples.fullLine));
const customer = { name: 'Ada', email: 'ada@example.org' };
const message = messageOf({ customer, lines }, orderId, Date.now());

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
