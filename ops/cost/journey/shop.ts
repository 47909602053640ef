import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { ApiRequest } from '../../../lambda/api/request.ts';
import { wireBarista } from '../../../lambda/barista/wire.ts';
import { wireCashier } from '../../../lambda/cashier/wire.ts';
import { wireCounter } from '../../../lambda/counter/wire.ts';
import { wireImporter } from '../../../lambda/importer/wire.ts';
import { work } from '../../../lambda/product/index.ts';
import { wireReceipts } from '../../../lambda/receipts/wire.ts';
import type { FunctionName, ShopTemplate } from '../../template/shop-template.ts';
import { type Assumptions, cpuMilliseconds, MEGABYTES_OF_ONE_CPU, TRACED_SHARE } from '../assumptions.ts';
import { GB, requestsOf } from '../usage.ts';
import { countingClients, type PublishedEvent, type Sent } from './clients.ts';
import { createGate } from './gate.ts';
import { importFile } from './import-file.ts';
import { lambdaContext, sqsEvent } from './lambda-event.ts';
import type { Ledger } from './ledger.ts';
import { accessBytes, countingLog, platformBytes } from './log-bytes.ts';
import type { Store } from './store.ts';

export type ShopOptions = {
  readonly template: ShopTemplate;
  readonly store: Store;
  readonly ledger: Ledger;
  readonly assumptions: Assumptions;
  /** Whether the events of a batch leave one by one, as they do when no two answers arrive together. */
  readonly apart: boolean;
};

/** The functions of the shop, wired as their handlers wire them, over clients that count. Time stands still between steps. */
export const createShop = ({ template, store, ledger, assumptions, apart }: ShopOptions) => {
  const gate = createGate();
  const queues = new Map<string, Sent[]>();
  const events: PublishedEvent[] = [];
  let time = Date.parse('2026-11-21T09:00:00.000Z');
  const faults: string[] = [];

  const clients = countingClients({
    ...{ store, gate, observe: ledger.observe, onCall: ledger.onCall },
    onSend: (messages) => {
      for (const message of messages) queues.set(message.queue, [...(queues.get(message.queue) ?? []), message]);
      const [first] = messages;
      if (first) observeRequests('send', first, requestsOf(messages.reduce((sum, { bytes }) => sum + bytes, 0)));
    },
    onPublish: (published) => events.push(...published),
    onStore: (bytes) =>
      ledger.observe('body of a long order', 'object-gb-month', ((bytes / GB) * template.claimCheckDays) / 30),
  });
  const wiring = {
    environment: environmentOf(template),
    ...{ connect: clients.connect, load: clients.load },
    now: () => time,
    nextTurn: apart ? queueMicrotask : gate.nextTurn,
    later: (_milliseconds: number, callback: () => void) =>
      apart ? queueMicrotask(callback) : gate.nextTurn(callback),
    newId: randomUUID,
    log: countingLog((level, event, bytes) => {
      if (level === 'warn' || level === 'error') faults.push(event);
      if (level !== 'debug' || template.functions.barista.debugLines) ledger.observeLog(`log line ${event}`, bytes);
    }),
  };
  const cashier = wireCashier(wiring);
  const counter = wireCounter({ ...wiring, readPage: async () => undefined });
  const barista = wireBarista({ ...wiring, prepare: async () => undefined });
  const receipts = wireReceipts(wiring);
  const importer = wireImporter(wiring);

  function observeRequests(what: string, { queue, group }: Pick<Sent, 'queue' | 'group'>, requests: number): void {
    const fifo = queue.endsWith('.fifo');
    const label = `${what} ${queue.replace('.fifo', '')}`;
    ledger.observe(label, fifo ? 'fifo-request' : 'queue-request', requests);
    if (group !== undefined && !fifo) ledger.observe(label, 'fair-request', requests);
  }

  /** Counts one invocation: its request, its time and its lines. */
  const invoke = async <Value>(
    name: FunctionName | 'importer',
    records: number,
    run: () => Promise<Value>,
  ): Promise<Value> => {
    const { memoryMegabytes, tracing, platformLines } =
      name === 'importer' ? template.importer : template.functions[name];
    gate.takeWaves();
    const result = await run();
    if (faults.length > 0) throw new Error(`a journey should have no warning, got ${[...new Set(faults)].join(', ')}`);
    const cpu =
      (records * cpuMilliseconds[name] * MEGABYTES_OF_ONE_CPU) / Math.min(memoryMegabytes, MEGABYTES_OF_ONE_CPU);
    const prepare = name === 'barista' ? assumptions.prepareMilliseconds : 0;
    const milliseconds = gate.takeWaves() * assumptions.callMilliseconds + cpu + prepare;
    ledger.observe(`function ${name}`, 'lambda-request', 1);
    ledger.observe(`function ${name}`, 'lambda-gb-second', (memoryMegabytes / 1024) * (milliseconds / 1000));
    if (platformLines) ledger.observeLog(`platform lines of ${name}`, platformBytes(tracing));
    return result;
  };

  /** A call of the API. */
  const call = async (
    name: 'cashier' | 'counter',
    request: ApiRequest,
  ): Promise<{ readonly status: number; readonly body: string }> => {
    const { api } = template;
    const handler: (request: ApiRequest) => Promise<APIGatewayProxyResult> = name === 'cashier' ? cashier : counter;
    const { statusCode, body, headers = {} } = await invoke(name, 1, () => handler(request));
    const facts = { method: request.httpMethod, resource: request.resource, status: statusCode };
    const label = `${request.httpMethod} ${request.resource}`;
    ledger.observe(label, 'api-call', 1);
    if (api.firewallRules !== undefined) ledger.observe(label, 'firewall-request', 1);
    if (api.tracing) ledger.observe(label, 'trace', api.tracedShare ?? TRACED_SHARE);
    ledger.observeLog(`access log ${label}`, accessBytes(api.accessLogFormat, facts));
    ledger.observe(`answer ${label}`, 'gb-out', (body.length + JSON.stringify(headers).length) / GB);
    return { status: statusCode, body };
  };

  /** Delivers messages of a queue in one batch. Those that the function does not acknowledge stay in the queue. */
  const deliver = async (name: 'barista' | 'receipts', batch: readonly Sent[], receiveCount: number): Promise<void> => {
    const [first] = batch;
    if (!first) return;
    const handler = name === 'barista' ? barista : receipts;
    const event = sqsEvent(batch, { receiveCount, time });
    const { batchItemFailures } = await invoke(name, batch.length, () => handler(event, lambdaContext()));
    observeRequests('receive', first, requestsOf(batch.reduce((sum, { bytes }) => sum + bytes, 0)));
    if (batchItemFailures.length < batch.length) observeRequests('delete', first, 1);
    if (template.functions[name].tracing) ledger.observe(`function ${name}`, 'trace', TRACED_SHARE);
  };

  const importParts = {
    ...{ template, connect: clients.connect, importer, invoke, ledger, now: wiring.now },
    bucketName: wiring.environment.IMPORTS_BUCKET_NAME,
  };

  return {
    call,
    deliver,
    importFile: (file: Buffer, orders: number): Promise<string> => importFile(importParts, file, orders),
    /** Takes the messages of a queue. */
    take: (queue: string): readonly Sent[] => {
      const taken = queues.get(queue) ?? [];
      queues.delete(queue);
      return taken;
    },
    /** Takes the events that SNS delivers to `receipts`, as messages. */
    takeMailed: (): readonly Sent[] => {
      const mailed = events.splice(0).filter(({ type }) => template.mailedTypes.includes(type));
      return mailed.map(({ body }) => ({
        ...{ queue: 'receipts', body, bytes: Buffer.byteLength(body), group: undefined, delaySeconds: 0 },
      }));
    },
    elapse: (milliseconds: number): void => {
      time += milliseconds;
    },
    now: (): number => time,
    close: clients.close,
  };
};

export type Shop = ReturnType<typeof createShop>;

const url = (name: string): string => `https://sqs.us-east-1.amazonaws.com/123456789012/${name}`;

/** The environment of all functions: names of this world, and the numbers of the templates. */
const environmentOf = ({ functions: { barista, cashier, receipts } }: ShopTemplate) => ({
  ...{ ORDERS_QUEUE_URL: url('orders'), ORDERS_DLQ_URL: url('orders-dlq') },
  ...{ TABS_QUEUE_URL: url('tabs.fifo'), TABS_DLQ_URL: url('tabs-dlq.fifo') },
  ...{ PICKUPS_QUEUE_URL: url('pickups'), PICKUPS_DLQ_URL: url('pickups-dlq') },
  ...{ RECEIPTS_QUEUE_URL: url('receipts'), RECEIPTS_DLQ_URL: url('receipts-dlq') },
  ...{
    IMPORTS_QUEUE_URL: url('imports'),
    IMPORTS_DLQ_URL: url('imports-dlq'),
    IMPORTS_BUCKET_NAME: 'orderboard-imports',
  },
  ...{ ORDER_TABLE_NAME: 'orders', CLAIM_CHECK_BUCKET_NAME: 'orderboard-claim-checks' },
  ...{ ORDER_EVENTS_TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:order-events' },
  ...{ SENDER: 'shop@example.com', CONFIGURATION_SET_NAME: 'orderboard' },
  CLAIM_CHECK_BYTES: String(cashier.variables.CLAIM_CHECK_BYTES),
  LEASE_MILLISECONDS: String(barista.variables.LEASE_MILLISECONDS),
  RECORD_MILLISECONDS: String(
    Math.min(...[barista, receipts].map(({ variables }) => Number(variables.RECORD_MILLISECONDS))),
  ),
  ...work.environment('demo'),
});
