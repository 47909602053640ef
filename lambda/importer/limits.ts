import type { ClientTimeout } from '../aws/client-options.ts';

const MEBIBYTE = 1024 * 1024;

/** The largest upload. */
export const MAX_UPLOAD_BYTES = 50 * MEBIBYTE;
/** The longest line. An order of this length has some thousand lines. */
export const MAX_LINE_BYTES = 256 * 1024;
/** The most lines of a file: more than {@link MAX_UPLOAD_BYTES} holds of the shortest orders. */
export const MAX_FILE_LINES = 500_000;
/** How much of an upload the importer reads at once: more than one line. */
export const PIECE_BYTES = 2 * MAX_LINE_BYTES;
/** The most lines of one read: a file of line breaks would otherwise use up the memory. Longer lines fill a piece first. */
export const PIECE_LINES = 5000;
/** The most lines of one step. The importer stops between two steps. */
export const STEP_LINES = 200;
/** The most orders of one tab in a step. They are sent one after the other, so that they limit how long a step takes. */
export const STEP_TAB_ORDERS = 2;
/** After this many lines the importer saves its progress. A crash repeats these at the most. */
export const SAVE_LINES = 1000;
/** The refused lines on one page of the report. */
export const PAGE_LINES = 200;

/** The minutes in which an upload can begin. */
export const UPLOAD_MINUTES = 15;

/** The keys of uploads begin so. Only they cause events. */
export const UPLOAD_PREFIX = 'uploads/';
/** The keys of everything that the importer writes. */
export const REPORT_PREFIX = 'imports/';

/** The limits of the importer's clients. One call of them carries up to {@link PIECE_BYTES}. */
export const importerTimeouts = {
  queue: { attempts: 2, milliseconds: 1000 },
  bucket: { attempts: 2, milliseconds: 1000 },
} as const satisfies Readonly<Record<string, ClientTimeout>>;
