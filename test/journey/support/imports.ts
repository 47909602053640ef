import * as v from 'valibot';
import { MAX_LINE_BYTES } from '../../../lambda/importer/limits.ts';
import { aRequest, longOrderLines } from './orders.ts';
import { staffHeaders } from './sign.ts';
import { type Target, targetKind } from './target.ts';
import { until } from './until.ts';

const openedSchema = v.object({
  importId: v.string(),
  upload: v.object({ method: v.string(), url: v.string(), headers: v.record(v.string(), v.string()) }),
});
export type Opened = v.InferOutput<typeof openedSchema>;

const reportSchema = v.object({
  status: v.string(),
  lines: v.number(),
  accepted: v.number(),
  refused: v.number(),
  error: v.optional(v.string()),
  refusedLines: v.array(
    v.object({ line: v.number(), errors: v.array(v.object({ pointer: v.string(), detail: v.string() })) }),
  ),
  nextPage: v.optional(v.number()),
});
export type Report = v.InferOutput<typeof reportSchema>;

/** Opens an import of this many bytes. */
export const openImport = async (target: Target, format: string, bytes: number): Promise<Opened> => {
  const call = { method: 'POST', url: `${target.url}/imports`, body: JSON.stringify({ format, bytes }) };
  const response = await fetch(call.url, { ...call, headers: await staffHeaders(target, call) });
  const answer: unknown = await response.json();
  if (response.status !== 201)
    throw new Error(`POST /imports should answer 201, got ${response.status}: ${JSON.stringify(answer)}`);
  return v.parse(openedSchema, answer);
};

/** Uploads a file to the signed URL. Returns the status of S3. */
export const upload = async (target: Target, opened: Opened, file: string | Buffer): Promise<number> => {
  const { method, url, headers } = opened.upload;
  const { 'Content-Length': _length, ...others } = headers; // fetch sends it itself
  const body = new Uint8Array(Buffer.from(file));
  const response = await fetch(reachable(target, url), { method, headers: others, body });
  await response.arrayBuffer();
  return response.status;
};

/** LocalStack signs the URL with the address that its functions use, which this machine may not reach. */
const reachable = ({ endpoints, outputs }: Target, signed: string): string => {
  if (targetKind !== 'localstack' || !endpoints) return signed;
  const { pathname, search } = new URL(signed);
  const bucket = `/${outputs.ImportsBucketName}`;
  return new URL(`${pathname.startsWith(bucket) ? '' : bucket}${pathname}${search}`, endpoints.s3).href;
};

/** Opens an import and uploads its file. Returns its id. */
export const startImport = async (target: Target, format: string, file: string | Buffer): Promise<string> => {
  const opened = await openImport(target, format, Buffer.byteLength(file));
  const status = await upload(target, opened, file);
  if (status !== 200) throw new Error(`S3 should answer the upload with 200, got ${status}`);
  return opened.importId;
};

export const readReport = async (target: Target, importId: string, page = 1): Promise<Report> => {
  const call = { method: 'GET', url: `${target.url}/imports/${importId}?page=${page}` };
  const response = await fetch(call.url, { headers: await staffHeaders(target, call) });
  if (response.status !== 200) throw new Error(`GET /imports/{importId} should answer 200, got ${response.status}`);
  return v.parse(reportSchema, await response.json());
};

/** Waits until an import has ended, and reads its first page. */
export const finished = (target: Target, importId: string, seconds: number): Promise<Report> =>
  until(() => readReport(target, importId), isFinished, { seconds });

export const isFinished = ({ status }: Report): boolean => status === 'done' || status === 'failed';

/** Every refused line of a report. */
export const refusedLinesOf = async (target: Target, importId: string): Promise<Report['refusedLines']> => {
  const lines: Report['refusedLines'] = [];
  for (let page: number | undefined = 1; page !== undefined; ) {
    const { refusedLines, nextPage }: Report = await readReport(target, importId, page);
    lines.push(...refusedLines);
    page = nextPage;
  }
  return lines;
};

/** The longest order that fits into a line. Its message is longer than 256 KiB, because it also has prices and hashes. */
export const longestLineOrder = () => {
  const orderOf = (count: number) => aRequest({ lines: longOrderLines.slice(0, count) });
  const bytesOf = (count: number): number => Buffer.byteLength(JSON.stringify(orderOf(count)));
  let count = 1;
  while (bytesOf(count + 1) <= MAX_LINE_BYTES) count += bytesOf(count + 100) <= MAX_LINE_BYTES ? 100 : 1;
  return orderOf(count);
};
