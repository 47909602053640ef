import * as v from 'valibot';
import { decodeStoredJson } from '../parsing/stored.ts';
import { formats } from './formats.ts';

export const importStatuses = ['waiting', 'running', 'done', 'failed'] as const;

const refusedLineSchema = v.object({
  line: v.number(),
  errors: v.array(v.object({ pointer: v.string(), detail: v.string() })),
});

/** A line of which no order was made. Lines are counted from 1. */
export type RefusedLine = v.InferOutput<typeof refusedLineSchema>;

const stateSchema = v.object({
  v: v.literal(1),
  importId: v.string(),
  format: v.picklist(formats),
  /** The bytes of the upload. */
  bytes: v.number(),
  status: v.picklist(importStatuses),
  createdAt: v.string(),
  /** Pick-up times are checked against it, so that a line is judged the same on every delivery. */
  startedAt: v.exactOptional(v.string()),
  updatedAt: v.string(),
  finishedAt: v.exactOptional(v.string()),
  /** Why the whole file is refused, exactly while `failed`. */
  error: v.exactOptional(v.string()),
  /** The columns of a CSV file, once its first line is read. */
  columns: v.exactOptional(v.array(v.string())),
  /** The bytes and the lines that are worked. */
  offset: v.number(),
  line: v.number(),
  /** `offset` is inside of the last line, which is too long. */
  isInLine: v.exactOptional(v.boolean()),
  accepted: v.number(),
  refused: v.number(),
  /** The refused lines that do not fill a page of the report yet. */
  refusedLines: v.array(refusedLineSchema),
});

/** An import and its progress: one object in the bucket, and the only truth about it. */
export type ImportState = Readonly<v.InferOutput<typeof stateSchema>>;

/** @throws UnreadableError if this release does not read it */
export const decodeState = (text: string): ImportState => decodeStoredJson(stateSchema, text, 'the state of an import');

/** @throws UnreadableError if this release does not read it */
export const decodePage = (text: string): RefusedLine[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => decodeStoredJson(refusedLineSchema, line, 'a line in the report of an import'));

/** A page of refused lines as NDJSON. */
export const encodePage = (lines: readonly RefusedLine[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('');

type NewImport = Pick<ImportState, 'importId' | 'format' | 'bytes'>;

export const newState = (created: NewImport, now: number): ImportState => {
  const at = new Date(now).toISOString();
  return {
    ...{ v: 1, ...created, status: 'waiting', createdAt: at, updatedAt: at },
    ...{ offset: 0, line: 0, accepted: 0, refused: 0, refusedLines: [] },
  };
};

export const isFinished = ({ status }: ImportState): boolean => status === 'done' || status === 'failed';
