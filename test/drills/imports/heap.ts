import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CreateBucketCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { wireImporter } from '../../../lambda/importer/wire.ts';
import type { Target } from '../../journey/support/target.ts';
import { postOrder } from '../../support/api.ts';
import { sqsEvent, sqsRecord } from '../../support/sqs.ts';
import { drillFile } from './file.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = v.parse(v.function(), runInNewContext('gc'));

const openedSchema = v.object({
  importId: v.string(),
  upload: v.object({ url: v.string(), headers: v.record(v.string(), v.string()) }),
});

/** Where an import in this process reads and writes: a bucket and queues of an open shop that nobody else uses. */
const createScratch = async ({ s3, sqs, outputs }: Target) => {
  const name = `drill-${Date.now()}`;
  await s3.send(new CreateBucketCommand({ Bucket: name }));
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const fifo = { FifoQueue: 'true' };
  const tabs = await sqs.send(new CreateQueueCommand({ QueueName: `${name}.fifo`, Attributes: fifo }));
  return {
    ...{
      IMPORTS_QUEUE_URL: outputs.ImportsQueueUrl,
      IMPORTS_DLQ_URL: outputs.ImportsDlqUrl,
      IMPORTS_BUCKET_NAME: name,
    },
    ...{ ORDERS_QUEUE_URL: QueueUrl, TABS_QUEUE_URL: tabs.QueueUrl ?? '', PICKUPS_QUEUE_URL: QueueUrl },
    ...{ CLAIM_CHECK_BUCKET_NAME: name, CLAIM_CHECK_BYTES: '262144', RECORD_MILLISECONDS: '1000' },
  };
};

/** Imports a file of so many lines in this process. Returns the most MB of heap after a garbage collection, at its saves. */
export const heapOfImport = async (shop: Target, count: number): Promise<number> => {
  const environment = await createScratch(shop);
  let most = 0;
  const measure = (): void => {
    collectGarbage();
    most = Math.max(most, process.memoryUsage().heapUsed / 1024 / 1024);
  };
  const connect = { sqs: () => shop.sqs, s3: () => shop.s3 };
  const importer = wireImporter({
    ...{ environment, connect, now: Date.now, newId: () => crypto.randomUUID() },
    log: (_level, event) => {
      if (event === 'import.saved') measure();
    },
  });
  const context = { getRemainingTimeInMillis: () => 60_000 };
  const bytes = Buffer.from(drillFile(count).text);
  const answer = await importer(
    postOrder({ format: 'ndjson', bytes: bytes.length }, { resource: '/imports' }),
    context,
  );
  const { importId, upload } = v.parse(openedSchema, JSON.parse('body' in answer ? answer.body : ''));
  const { 'Content-Length': _length, ...headers } = upload.headers;
  await fetch(upload.url, { method: 'PUT', headers, body: new Uint8Array(bytes) });
  const key = `uploads/${importId}`;
  const { ETag = '' } = await shop.s3.send(
    new HeadObjectCommand({ Bucket: environment.IMPORTS_BUCKET_NAME, Key: key }),
  );
  const object = { key, size: bytes.length, eTag: ETag.replaceAll('"', '') };
  const queue = environment.IMPORTS_QUEUE_URL.split('/').at(-1) ?? '';
  await importer(sqsEvent(sqsRecord(JSON.stringify({ Records: [{ s3: { object } }] }), { queue })), context);
  return most;
};
