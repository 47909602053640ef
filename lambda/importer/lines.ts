import { MAX_LINE_BYTES, PIECE_BYTES, PIECE_LINES } from './limits.ts';

/** Reads the bytes of a file from one offset up to another. */
export type ReadBytes = (from: number, to: number) => Promise<Buffer>;

/** A line without its line break. `end` is the offset of the next line, or of the rest of a line that is cut. */
export type FileLine = {
  readonly bytes: Buffer | 'too-long';
  readonly end: number;
  /** The line goes on after `end`: it is longer than a piece. */
  readonly isCut: boolean;
};

/** Reads the lines that begin at an offset: as many as a piece of the file holds, up to a limit, and at least one. */
export const createLineReader =
  (read: ReadBytes, size: number) =>
  async (from: number): Promise<readonly FileLine[]> => {
    const piece = await read(from, Math.min(size, from + PIECE_BYTES));
    const lines = linesOf(piece, from, size);
    if (lines.length > 0) return lines;
    const end = from + piece.length;
    return [{ bytes: 'too-long', end, isCut: end < size }];
  };

/** Reads a piece of the rest of a cut line. A line can be as long as its file, so that one read may not find its end. */
export const createRestReader =
  (read: ReadBytes, size: number) =>
  async (from: number): Promise<Omit<FileLine, 'bytes'>> => {
    const piece = await read(from, Math.min(size, from + PIECE_BYTES));
    const found = piece.indexOf(LINE_BREAK);
    const end = from + (found < 0 ? piece.length : found + 1);
    return { end, isCut: found < 0 && end < size };
  };

const LINE_BREAK = 0x0a;

const linesOf = (piece: Buffer, from: number, size: number): FileLine[] => {
  const lines: FileLine[] = [];
  let at = 0;
  for (let end = piece.indexOf(LINE_BREAK); end >= 0; end = piece.indexOf(LINE_BREAK, at)) {
    lines.push(lineOf(piece.subarray(at, end), from + end + 1));
    if (lines.length === PIECE_LINES) return lines;
    at = end + 1;
  }
  const isEnd = from + piece.length >= size;
  if (isEnd && at < piece.length) lines.push(lineOf(piece.subarray(at), size)); // the last line needs no line break
  return lines;
};

const lineOf = (bytes: Buffer, end: number): FileLine => ({
  bytes: bytes.length > MAX_LINE_BYTES ? 'too-long' : bytes,
  end,
  isCut: false,
});
