import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { parentPort } from 'node:worker_threads';
import dynalite from 'dynalite';
import { buildApp } from 'fauxqs';
import * as v from 'valibot';
import { region } from '../template/return-values.ts';
import { failRequest, type OutageMode, outageModes, type Service, services } from './outages.ts';
import { createSes } from './ses.ts';

const outageSchema = v.object({ service: v.picklist(services), mode: v.optional(v.picklist(outageModes)) });

const outages = new Map<Service, OutageMode>();

const serve = async (service: Service, listener: RequestListener): Promise<[Service, string]> => {
  const server = createServer((request, response) => {
    const mode = outages.get(service);
    if (mode) failRequest(service, mode, response);
    else listener(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`${service} should have a port, got ${address}`);
  return [service, `http://127.0.0.1:${address.port}`];
};

/** Buffers a request. If a client disconnects half-way, dynalite throws an error that cannot be caught. */
const bufferRequest = async (request: IncomingMessage): Promise<IncomingMessage> => {
  const body = await buffer(request);
  const { method, url, headers } = request;
  return Object.assign(Object.create(Readable.from([body])), { method, url, headers });
};

const app = buildApp({ logger: false, host: '127.0.0.1', defaultRegion: region });
await app.ready();
const toFauxqs: RequestListener = (request, response) => app.server.emit('request', request, response);

const database = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
const toDynalite: RequestListener = (request, response) => {
  bufferRequest(request).then(
    (buffered) => database.emit('request', buffered, response),
    () => response.destroy(),
  );
};

const toSes = createSes((mail) => parentPort?.postMessage({ mail }));

const endpoints = await Promise.all([
  serve('sqs', toFauxqs),
  serve('sns', toFauxqs),
  serve('s3', toFauxqs),
  serve('dynamodb', toDynalite),
  serve('ses', toSes),
]);

parentPort?.on('message', (message: unknown) => {
  const { service, mode } = v.parse(outageSchema, message);
  if (mode) outages.set(service, mode);
  else outages.delete(service);
});
parentPort?.postMessage({ endpoints: Object.fromEntries(endpoints) });
