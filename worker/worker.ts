import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type ClientTimeout, clientOptions, clientTimeouts } from '../lambda/aws/client-options.ts';
import * as lazyS3 from '../lambda/aws/lazy/s3.ts';
import * as lazySqs from '../lambda/aws/lazy/sqs.ts';
import { wireBarista } from '../lambda/barista/wire.ts';
import { log } from '../lambda/log.ts';
import { work } from '../lambda/product/index.ts';
import { pollTimeout } from '../lib/worker-poll.ts';
import { type QueueConsumer, startConsumer } from './consumer.ts';
import { startDeadlines } from './deadlines.ts';
import { createHandleBatch } from './handle-batch.ts';
import { serveHealth } from './health.ts';
import { createHeldMessages } from './held-messages.ts';
import type { Settings } from './settings.ts';
import type { Shift } from './shift.ts';

/** Works the queues until the end of the shift. Returns once every batch that the worker holds is worked. */
export const runWorker = async (settings: Settings, shift: Shift): Promise<void> => {
  const { sources, concurrency, timeoutMilliseconds: milliseconds, healthPort } = settings;
  const handleBatch = createHandleBatch({
    barista: connectBarista(settings),
    deadlines: startDeadlines({ milliseconds, log, stop: () => endInFailure(shift), exit: process.exit }),
    held: createHeldMessages({ client: new SQSClient(clientOptions(clientTimeouts.barista)), log }),
    ...{ shift, log },
  });
  const client = new SQSClient(clientOptions(pollTimeout));
  const consumers: QueueConsumer[] = [];
  // First: a worker whose port is taken must not have received a message.
  const health = await serveHealth(healthPort, {
    consumers: () => consumers.map(({ state }) => state()),
    isOver: () => shift.over.aborted,
    now: Date.now,
  });
  for (const source of sources.flatMap((one) => Array.from({ length: concurrency }, () => one)))
    consumers.push(startConsumer(source, { client, handleBatch, shift, now: Date.now, log }));
  const queues = sources.map(({ name }) => name);
  log('info', 'worker.started', { queues, concurrency, milliseconds, healthPort: health.port });
  await Promise.all(consumers.map(({ ended }) => ended));
  health.close();
};

/** Even if the batch ends late, the worker has failed. */
const endInFailure = (shift: Shift): void => {
  process.exitCode = 1;
  shift.end('batch timed out');
};

/** The barista, wired as the handler of the function wires it. */
const connectBarista = ({ environment }: Settings) =>
  wireBarista({
    environment,
    connect: {
      dynamodb: (timeout) => new DynamoDBClient(clientOptions(timeout)),
      sns: (timeout) => new SNSClient(clientOptions(timeout)),
    },
    load: { s3: async () => ({ ...lazyS3, connect: connectS3 }), sqs: async () => lazySqs },
    prepare: work.create(environment),
    now: Date.now,
    nextTurn: setImmediate,
    later: (milliseconds, callback) => void setTimeout(callback, milliseconds),
    newId: randomUUID,
    log,
  });

/** Engines other than AWS have no host for each bucket. */
const connectS3 = (timeout: ClientTimeout): S3Client =>
  new S3Client({ ...clientOptions(timeout), forcePathStyle: Boolean(process.env.AWS_ENDPOINT_URL) });
