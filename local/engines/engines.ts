import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import * as v from 'valibot';
import { type Call, callSchema } from './calls.ts';
import { type OutageMode, type Service, services } from './outages.ts';
import { type NewObject, newObjectSchema } from './s3-front.ts';
import { type AcceptedMail, acceptedMailSchema, type SentMail } from './ses.ts';

const readySchema = v.object({ endpoints: v.object(v.entriesFromList(services, v.string())) });

/** The message of an engine: a mail that SES accepted, or a new object in S3. */
const newsSchema = v.union([v.object({ accepted: acceptedMailSchema }), v.object({ object: newObjectSchema })]);

const MAX_MAILS = 1000;

/** The embedded engines, in a separate thread. */
export type Engines = {
  readonly endpoints: Readonly<Record<Service, string>>;
  /** Fails a service in this mode. Without a mode, the service works again. */
  fail(service: Service, mode: OutageMode | undefined): void;
  outages(): Readonly<Partial<Record<Service, OutageMode>>>;
  /** The newest mails that SES accepted, in the order of acceptance. */
  mails(): readonly SentMail[];
  /** Calls a listener with each mail that SES accepts. */
  onMail(listener: (accepted: AcceptedMail) => void): void;
  /** Calls a listener with each new object in S3. */
  onObject(listener: (object: NewObject) => void): void;
  /** The CPU time of the engines. */
  cpu(): Promise<NodeJS.CpuUsage>;
  /** Each different call, in the order of the first ones. */
  calls(): readonly Call[];
};

/** Starts the engines on free ports of 127.0.0.1. */
export const startEngines = async (): Promise<Engines> => {
  const { port1: recorder, port2 } = new MessageChannel();
  const calls: Call[] = [];
  recorder.on('message', (call: unknown) => calls.push(v.parse(callSchema, call)));
  const worker = new Worker(new URL('./engines-thread.ts', import.meta.url), {
    workerData: port2,
    transferList: [port2],
  });
  const [message] = await once(worker, 'message');
  const { endpoints } = v.parse(readySchema, message);
  const mails: SentMail[] = [];
  const onNews = (listener: (news: v.InferOutput<typeof newsSchema>) => void) =>
    worker.on('message', (news: unknown) => listener(v.parse(newsSchema, news)));
  const onMail: Engines['onMail'] = (listener) => onNews((news) => 'accepted' in news && listener(news.accepted));
  onMail(({ mail }) => {
    mails.push(mail);
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
    onMail,
    onObject: (listener) => onNews((news) => 'object' in news && listener(news.object)),
    outages: () => ({ ...outages }),
    cpu: () => worker.cpuUsage(),
    calls: () => calls,
  };
};
