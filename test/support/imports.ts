import type { BulkOrderQueue, RefusedOrder } from '../../lambda/aws/bulk-order-queue.ts';
import type { ImportStore } from '../../lambda/aws/import-store.ts';
import type { RecordContext, RecordHandler } from '../../lambda/batch/record-handler.ts';
import type { Format } from '../../lambda/importer/formats.ts';
import { createImporter } from '../../lambda/importer/importer.ts';
import { MAX_LINE_BYTES, REPORT_PREFIX, UPLOAD_PREFIX } from '../../lambda/importer/limits.ts';
import { decodeState, type ImportState, newState, type RefusedLine } from '../../lambda/importer/state.ts';
import type { OrderMessage } from '../../lambda/order/message.ts';
import { form, samples } from '../../lambda/product/index.ts';
import { recordingLog } from './log.ts';
import { FIRST_RECEIVED_AT, sqsRecord } from './sqs.ts';

export const IMPORT_ID = '018f4e2a-7c1b-4c3d-9e8f-0a1b2c3d4e5f';

/** The message of S3 about a finished upload. */
export const uploadEvent = (size: number, key = UPLOAD_PREFIX + IMPORT_ID): string =>
  JSON.stringify({ Records: [{ eventName: 'ObjectCreated:Put', s3: { object: { key, size, eTag: 'content' } } }] });

/** One order as a line of NDJSON. */
export const anOrderLine = (varied: object = {}): string => JSON.stringify({ ...samples.request, ...varied });

const cellOf = (value: unknown): string => (Array.isArray(value) ? value.join(';') : String(value ?? ''));

const line: Readonly<Record<string, unknown>> = samples.fullLine;
const lineNames: readonly string[] = form.fields.map(({ name }) => name);

/** The columns of a CSV file, and a row with the values of the sample order. */
export const csvHeader = ['customerName', 'customerEmail', ...lineNames].join(',');
export const aRow = (varied: Readonly<Record<string, string>> = {}): string => {
  const { name, email } = samples.request.customer;
  const row = { customerName: name, customerEmail: email, ...varied };
  const cells = new Map<string, string>([
    ...lineNames.map((column) => [column, cellOf(line[column])] as const),
    ...Object.entries(row),
  ]);
  return csvHeader
    .split(',')
    .map((column) => `"${(cells.get(column) ?? '').replaceAll('"', '""')}"`)
    .join(',');
};

/** The order that {@link aRow} stands for. */
export const rowOrder = { customer: samples.request.customer, lines: [samples.fullLine] };

/** The imports in memory. A state is replaced only under its version, as in S3. */
export const createStore = (file: string | Buffer, format: Format) => {
  const upload = Buffer.from(file);
  const objects = new Map<string, string>();
  const reads: number[] = [];
  let version = 0;
  const key = (importId: string, name: string): string => `${REPORT_PREFIX}${importId}/${name}`;
  const stateText = (importId: string): string | undefined => objects.get(key(importId, 'state'));
  const store: ImportStore = {
    create: async (state) => void objects.set(key(state.importId, 'state'), JSON.stringify(state)),
    read: async (importId) => {
      const text = stateText(importId);
      return text === undefined ? undefined : { state: decodeState(text), etag: `"${version}"` };
    },
    save: async (state, etag) => {
      if (etag !== `"${version}"`) return undefined;
      version++;
      objects.set(key(state.importId, 'state'), JSON.stringify(state));
      return `"${version}"`;
    },
    writePage: async (importId, page, lines) => void objects.set(key(importId, `${page}`), JSON.stringify(lines)),
    readPage: async (importId, page) => JSON.parse(objects.get(key(importId, `${page}`)) ?? '[]'),
    signUpload: async () => ({ method: 'PUT', url: 'https://s3', headers: {} }),
    readUpload: async (_upload, from, to) => {
      reads.push(to - from);
      return upload.subarray(from, to);
    },
  };
  objects.set(
    key(IMPORT_ID, 'state'),
    JSON.stringify(newState({ importId: IMPORT_ID, format, bytes: upload.length }, FIRST_RECEIVED_AT)),
  );
  const readState = async (): Promise<ImportState> => {
    const found = await store.read(IMPORT_ID);
    if (!found) throw new Error('the import should have a state, got none');
    return found.state;
  };
  const readRefused = async (): Promise<RefusedLine[]> => {
    const state = await readState();
    const pages = [...objects.keys()].length - 1;
    const full = await Promise.all(Array.from({ length: pages }, (_, n) => store.readPage(IMPORT_ID, n + 1)));
    return [...full.flat(), ...state.refusedLines];
  };
  return { store, readState, readRefused, reads, size: upload.length };
};

export type Faults = {
  /** Throws, or answers the refused orders, instead of sending. The number is that of the call, from 1. */
  readonly onSend?: (call: number, messages: readonly OrderMessage[]) => readonly RefusedOrder[];
  /** The milliseconds left at each question. @default plenty */
  readonly remaining?: () => number;
  /** Runs before each save. */
  readonly onSave?: (state: ImportState) => void;
  /** Runs before the message is hidden until after the end of the function. */
  readonly onHide?: () => Promise<void>;
  /** @default the time of the first receive */
  readonly now?: () => number;
  /** @default a first receive */
  readonly context?: RecordContext;
};

/** The context of a first receive. */
export const firstReceive = (): RecordContext => ({
  ...{ first: true, receiveCount: 1, dueAt: FIRST_RECEIVED_AT },
  ...{ lease: undefined, failedAttempts: undefined },
});

/** An importer over a file in memory. `deliver` works one delivery of its event, by an importer of its own if it names none. */
export const anImport = (file: string | Buffer, format: Format = 'ndjson') => {
  const { store, ...seen } = createStore(file, format);
  const sent: OrderMessage[] = [];
  const groups = new Set<string>();
  const hidden: number[] = [];
  const { log, lines } = recordingLog();
  let sends = 0;

  const importerWith = (faults: Faults): RecordHandler => {
    const queue: BulkOrderQueue = {
      sendAll: async (messages, group) => {
        const refused = faults.onSend?.(++sends, messages) ?? [];
        const ids = new Set(refused.map(({ orderId }) => orderId));
        sent.push(...messages.filter(({ orderId }) => !ids.has(orderId)));
        groups.add(group);
        return refused;
      },
    };
    const save: ImportStore['save'] = async (state, etag) => {
      faults.onSave?.(state);
      return store.save(state, etag);
    };
    return createImporter({
      ...{ store: { ...store, save }, queue, log, stepMilliseconds: 1000 },
      setVisibility: async (failed) => {
        await faults.onHide?.();
        hidden.push(...failed.map(({ seconds }) => seconds));
      },
      remainingMilliseconds: faults.remaining ?? (() => 30_000),
      now: faults.now ?? (() => FIRST_RECEIVED_AT),
    });
  };
  const deliver = (faults: Faults = {}, body = uploadEvent(seen.size), importer = importerWith(faults)) =>
    importer(sqsRecord(body, { queue: 'imports' }), faults.context ?? firstReceive());
  return { ...seen, store, importerWith, deliver, sent, groups, hidden, lines };
};

/** A line that is longer than the importer takes. */
export const tooLongLine = 'x'.repeat(MAX_LINE_BYTES + 1);
