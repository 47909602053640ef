import type { BulkOrderQueue } from '../aws/bulk-order-queue.ts';
import type { ImportStore } from '../aws/import-store.ts';
import { PermanentError } from '../errors.ts';
import { importGroup, orderIdOfKey } from '../order/identity.ts';
import type { OrderMessage } from '../order/message.ts';
import { messageOf } from '../order/new-order.ts';
import type { OptionalQueue } from '../order/optional-queues.ts';
import { type JudgedLine, judgeLines } from './judge-lines.ts';
import { MAX_FILE_LINES, PAGE_LINES, STEP_LINES } from './limits.ts';
import { createLineReader, createRestReader, type FileLine, type ReadBytes } from './lines.ts';
import { textOf } from './read-line.ts';
import { HEAD_BYTES, refuseFile } from './refuse-file.ts';
import { parseHeader } from './row.ts';
import type { ImportState, RefusedLine } from './state.ts';
import type { Upload } from './upload.ts';

export type StepDeps = {
  readonly store: Pick<ImportStore, 'readUpload' | 'writePage'>;
  readonly queue: BulkOrderQueue;
  /** @default none */
  readonly without?: readonly OptionalQueue[];
  readonly now: () => number;
};

/** The steps of the work on one import. Each takes a state, and answers the next one. @throws PermanentError if the whole file is refused */
export function createSteps({ store, queue, without = [], now }: StepDeps) {
  /** The lines that are read and not worked yet. */
  let ahead: readonly FileLine[] = [];
  return { begin, workStep };

  /** Begins an import, or continues it. */
  async function begin(upload: Upload, state: ImportState): Promise<ImportState> {
    if (state.startedAt !== undefined) return state;
    if (upload.bytes !== state.bytes)
      refuse(`the file should have ${state.bytes} bytes, as POST /imports was told, got ${upload.bytes}`);
    const head = await store.readUpload(upload, 0, Math.min(HEAD_BYTES, upload.bytes));
    const refused = refuseFile(head, state.format);
    if (refused !== undefined) refuse(refused);
    const at = timeNow();
    return { ...state, status: 'running', startedAt: at, updatedAt: at };
  }

  /** Works the next lines. */
  async function workStep(upload: Upload, state: ImportState): Promise<ImportState> {
    if (state.offset >= upload.bytes) return finish(state);
    const readBytes: ReadBytes = (from, to) => store.readUpload(upload, from, to);
    if (state.isInLine) return skipPiece(state, createRestReader(readBytes, upload.bytes));
    if (state.line >= MAX_FILE_LINES) refuse(`the file should have at most ${MAX_FILE_LINES} lines, got more`);
    if (ahead.length === 0) ahead = await createLineReader(readBytes, upload.bytes)(state.offset);
    const lines = ahead.slice(0, STEP_LINES).map((line, n) => ({ ...line, number: state.line + n + 1 }));
    const [first] = lines;
    const columns = state.format === 'csv' && !state.columns && first ? columnsOf(first) : undefined;
    const begun = columns ? { ...state, columns } : state;
    const format = { format: begun.format, columns: begun.columns, without };
    const judged = judgeLines(columns ? lines.slice(1) : lines, format, Date.parse(begun.startedAt ?? timeNow()));
    const { end = state.offset, number = state.line, isCut = false } = judged.at(-1) ?? first ?? {}; // a header may be alone
    const worked = await workLines(begun, judged);
    ahead = ahead.slice(number - state.line);
    const next = { ...worked, offset: end, line: number, isInLine: isCut };
    return writePages({ ...next, updatedAt: timeNow() });
  }

  /** Passes over a piece of a line that is too long. The line itself is in the report. */
  async function skipPiece(state: ImportState, readRest: ReturnType<typeof createRestReader>): Promise<ImportState> {
    const { end, isCut } = await readRest(state.offset);
    return { ...state, offset: end, isInLine: isCut, updatedAt: timeNow() };
  }

  async function workLines(state: ImportState, judged: readonly JudgedLine[]): Promise<ImportState> {
    const { importId } = state;
    const messages = new Map<number, OrderMessage>();
    for (const line of judged)
      if (line.kind === 'valid')
        messages.set(line.number, messageOf(line.value, orderIdOf(importId, line.number), now()));
    const bySqs = await queue.sendAll([...messages.values()], importGroup(importId));
    const codes = new Map(bySqs.map(({ orderId, code }) => [orderId, code]));
    const refusedLines = judged.flatMap((line) => refusedLineOf(line, codes.get(orderIdOf(importId, line.number))));
    return {
      ...state,
      accepted: state.accepted + messages.size - codes.size,
      refused: state.refused + refusedLines.length,
      refusedLines: [...state.refusedLines, ...refusedLines],
    };
  }

  /** Writes full pages of the report, so that the state stays small. */
  async function writePages(state: ImportState): Promise<ImportState> {
    let { refusedLines } = state;
    while (refusedLines.length >= PAGE_LINES) {
      const page = (state.refused - refusedLines.length) / PAGE_LINES + 1;
      await store.writePage(state.importId, page, refusedLines.slice(0, PAGE_LINES));
      refusedLines = refusedLines.slice(PAGE_LINES);
    }
    return { ...state, refusedLines };
  }

  function finish(state: ImportState): ImportState {
    if (state.accepted + state.refused === 0) refuse('the file should have at least one order, got none');
    const at = timeNow();
    return { ...state, status: 'done', updatedAt: at, finishedAt: at };
  }

  function timeNow(): string {
    return new Date(now()).toISOString();
  }
}

/** The id of the order of a line: the same on every delivery, and nobody can guess it without the id of the import. */
export const orderIdOf = (importId: string, line: number): string => orderIdOfKey(`${importId}/${line}`);

const refuse = (message: string): never => {
  throw new PermanentError('file-refused', message);
};

const columnsOf = (line: FileLine): string[] => {
  const text = textOf(line);
  const columns = text.kind === 'valid' ? parseHeader(text.value) : text;
  if (columns.kind === 'valid') return [...columns.value];
  return refuse(columns.faults.map(({ detail }) => detail).join('; '));
};

const refusedLineOf = (line: JudgedLine, code: string | undefined): RefusedLine[] => {
  if (line.kind === 'invalid') return [{ line: line.number, errors: line.faults }];
  if (code === undefined) return [];
  return [{ line: line.number, errors: [{ pointer: '', detail: `SQS should accept the order, got ${code}` }] }];
};
