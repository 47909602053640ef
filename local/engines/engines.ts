import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import * as v from 'valibot';
import { cpuOf } from '../functions/cpu.ts';
import { type OutageMode, type Service, services } from './outages.ts';
import { mailSchema, type SentMail } from './ses.ts';

const readySchema = v.object({ endpoints: v.object(v.entriesFromList(services, v.string())) });
const sentSchema = v.object({ mail: mailSchema });

const MOST_MAILS = 1000;

/** The embedded engines, in a thread of their own. */
export type Engines = {
  readonly endpoints: Readonly<Record<Service, string>>;
  /** Has a service fail in this way from now on, or, without a mode, work again. */
  fail(service: Service, mode: OutageMode | undefined): void;
  outages(): Readonly<Partial<Record<Service, OutageMode>>>;
  /** The newest mails that were sent, the oldest of them first. */
  mails(): readonly SentMail[];
  /** Milliseconds of CPU that the engines have used. */
  cpu(): Promise<number>;
};

/** Starts the engines on free ports of 127.0.0.1. */
export const startEngines = async (): Promise<Engines> => {
  const worker = new Worker(new URL('./engines-thread.ts', import.meta.url));
  const [message] = await once(worker, 'message');
  const { endpoints } = v.parse(readySchema, message);
  const mails: SentMail[] = [];
  worker.on('message', (sent: unknown) => {
    mails.push(v.parse(sentSchema, sent).mail);
    if (mails.length > MOST_MAILS) mails.shift();
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
    cpu: () => cpuOf(worker),
  };
};
