import { EventEmitter, once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { MessagePort, parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';
import { buildApp } from 'fauxqs';
import * as v from 'valibot';
import { account, region } from '../template/return-values.ts';
import { createCallRecorder } from './calls.ts';
import { createMoveTasks } from './move-tasks.ts';
import { failRequest, type OutageMode, outageModes, type Service, services } from './outages.ts';
import { createQueueFront } from './queue-front.ts';
import { correctStore, createStores } from './queue-store.ts';
import { createS3Front } from './s3-front.ts';
import { createSes } from './ses.ts';

const outageSchema = v.object({ service: v.picklist(services), mode: v.optional(v.picklist(outageModes)) });

const outages = new Map<Service, OutageMode>();

/** The URL of each service. */
const urls = new Map<Service, string>();

const recorder = v.parse(v.instance(MessagePort), workerData);
const record = createCallRecorder((call) => recorder.postMessage(call));

const serve = async (service: Service, listener: RequestListener): Promise<void> => {
  const server = createServer((request, response) => {
    record(service, request);
    const mode = outages.get(service);
    const work = (): void => listener(request, response);
    if (mode) failRequest(service, mode, response, work);
    else work();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`${service} should have a port, got ${address}`);
  urls.set(service, `http://127.0.0.1:${address.port}`);
};

const stores = await createStores();
const sources = correctStore(stores.sqsStore, (name) => `${urls.get('sqs')}/${account}/${name}`);
const moveTasks = createMoveTasks(stores.sqsStore, sources);

const app = buildApp({ logger: false, defaultRegion: region, stores });
await app.ready();
const toFauxqs: RequestListener = (request, response) => app.server.emit('request', request, response);

const database = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });

/**
 * Passes a request on when it is complete. If a client disconnects half-way, dynalite throws an error that cannot be caught. It
 * needs the events of a stream only. Each other way of buffering costs several times as much CPU.
 */
const toDynalite: RequestListener = (request, response) => {
  const chunks: Uint8Array[] = [];
  request.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  request.once('error', () => response.destroy());
  request.once('end', () => {
    const { method, url, headers } = request;
    const complete = Object.assign(new EventEmitter(), { method, url, headers });
    database.emit('request', complete, response);
    if (chunks.length > 0) complete.emit('data', Buffer.concat(chunks));
    complete.emit('end');
  });
};

const toS3 = createS3Front(stores.s3Store, (object) => parentPort?.postMessage({ object }), toFauxqs);
const toSes = createSes((accepted) => parentPort?.postMessage({ accepted }));

await Promise.all([
  serve('sqs', createQueueFront(moveTasks, toFauxqs)),
  serve('sns', toFauxqs),
  serve('s3', toS3),
  serve('dynamodb', toDynalite),
  serve('ses', toSes),
]);

parentPort?.on('message', (message: unknown) => {
  const { service, mode } = v.parse(outageSchema, message);
  if (mode) outages.set(service, mode);
  else outages.delete(service);
});
parentPort?.postMessage({ endpoints: Object.fromEntries(urls) });
