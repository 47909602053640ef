// A function of another team on the consumer core: it orders a label from a carrier for each parcel.
import { SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { clientOptions } from '../../lambda/aws/client-options.ts';
import { createSourceQueues } from '../../lambda/aws/source-queues.ts';
import { createBatch } from '../../lambda/batch/batch.ts';
import { ACKNOWLEDGED, type RecordHandler } from '../../lambda/batch/record-handler.ts';
import { PermanentError } from '../../lambda/errors.ts';
import { log } from '../../lambda/log.ts';
import { readVariables } from '../../lambda/read-variables.ts';

const parcelId = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)); // it is the value of a header
const parcelSchema = v.pipe(v.string(), v.parseJson(), v.object({ parcelId, grams: v.number() }));
const environment = readVariables(['PARCELS_QUEUE_URL', 'PARCELS_DLQ_URL', 'CARRIER_URL']);

const orderLabel: RecordHandler = async ({ body }) => {
  const { success, output } = v.safeParse(parcelSchema, body);
  if (!success) throw new PermanentError('invalid', 'a message should be { parcelId, grams }');
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': output.parcelId };
  const request = { method: 'POST', headers, body: JSON.stringify(output), signal: AbortSignal.timeout(4000) };
  const { ok, status } = await fetch(`${environment.CARRIER_URL}/labels`, request);
  if (status === 422) throw new PermanentError('refused', 'the carrier should take the parcel, got 422');
  if (!ok) throw new Error(`the carrier should answer 2xx, got ${status}`);
  return ACKNOWLEDGED;
};

const parcels = { queueUrl: environment.PARCELS_QUEUE_URL, dlqUrl: environment.PARCELS_DLQ_URL };
const client = new SQSClient(clientOptions({ attempts: 2, milliseconds: 500 }));
export const handler = createBatch({
  ...createSourceQueues({ client, queues: [parcels] }),
  handleRecord: orderLabel,
  recordMilliseconds: 6500, // 4,000 for the carrier, and twice 1,100 for a call to SQS
  now: Date.now,
  log,
});
