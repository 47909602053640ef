import type { Format } from './formats.ts';

/** The bytes at the start of a file that show its format. */
export const HEAD_BYTES = 1024;

const signatures = [
  { kind: 'a gzip file: upload it unpacked', bytes: Buffer.from([0x1f, 0x8b]) },
  { kind: 'a zip file, or a workbook: save it as CSV', bytes: Buffer.from('PK\x03\x04', 'latin1') },
  { kind: 'text in UTF-16: save it in UTF-8', bytes: Buffer.from([0xff, 0xfe]) },
  { kind: 'text in UTF-16: save it in UTF-8', bytes: Buffer.from([0xfe, 0xff]) },
] as const;

/** Why a file cannot be one of its format, by its first bytes; nothing if it can be. */
export const refuseFile = (head: Buffer, format: Format): string | undefined => {
  const expected = format === 'csv' ? 'CSV text in UTF-8' : 'NDJSON: one order on each line, in UTF-8';
  const got = kindOf(head) ?? (format === 'ndjson' ? otherThanObjects(head) : undefined);
  return got === undefined ? undefined : `the file should be ${expected}, got ${got}`;
};

const kindOf = (head: Buffer): string | undefined => {
  const signature = signatures.find(({ bytes }) => head.subarray(0, bytes.length).equals(bytes));
  if (signature) return signature.kind;
  return head.includes(0) ? 'a binary file' : undefined;
};

/** The first line decides: a file of another format would otherwise be refused line by line. */
const otherThanObjects = (head: Buffer): string | undefined => {
  const first = new TextDecoder().decode(head).trimStart().charAt(0);
  if (first === '' || first === '{') return undefined;
  return first === '[' ? 'a JSON list: write each order on its own line' : 'another first line than a JSON object';
};
