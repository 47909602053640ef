import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import * as v from 'valibot';
import { type OutageMode, type Service, services } from './outages.ts';
import { mailSchema, type SentMail } from './ses.ts';

const readySchema = v.object({ endpoints: v.object(v.entriesFromList(services, v.string())) });
const sentSchema = v.object({ mail: mailSchema });

const MAX_MAILS = 1000;

/** The embedded engines, in a separate thread. */
export type Engines = {
  readonly endpoints: Readonly<Record<Service, string>>;
  /** Fails a service in this mode. Without a mode, the service works again. */
  fail(service: Service, mode: OutageMode | undefined): void;
  outages(): Readonly<Partial<Record<Service, OutageMode>>>;
  /** The newest mails that SES accepted, in the order of acceptance. */
  mails(): readonly SentMail[];
  /** The CPU time of the engines. */
  cpu(): Promise<NodeJS.CpuUsage>;
};

/** Starts the engines on free ports of 127.0.0.1. */
export const startEngines = async (): Promise<Engines> => {
  const worker = new Worker(new URL('./engines-thread.ts', import.meta.url));
  const [message] = await once(worker, 'message');
  const { endpoints } = v.parse(readySchema, message);
  const mails: SentMail[] = [];
  worker.on('message', (sent: unknown) => {
    mails.push(v.parse(sentSchema, sent).mail);
    if (mails.length > MAX_MAILS) mails.shift();
  });
  const outages: Partial<Record<Service, OutageMode>> = {};
  return {
    endpoints,
    fail: (service, mode) => {
      if (mode) outages[service] = mode;
      else delete outages[service];
      worker.postMessage({ service, mode });
    },
    mails: () => mails,
    outages: () => ({ ...outages }),
    cpu: () => worker.cpuUsage(),
  };
};
