/** Says how far a run is: in one line on a terminal, in a line every few seconds otherwise. */
export type Progress = {
  readonly show: (milliseconds: number, text: string) => void;
  /** Writes a full line at once. */
  readonly say: (text: string) => void;
  readonly end: () => void;
};

export type Output = { readonly isTTY?: boolean; readonly write: (text: string) => unknown };

const LINE_MILLISECONDS = 5000;
const CLEAR_LINE = '\r\u001b[2K';

export const createProgress = (output: Output): Progress => {
  let shownAt = Number.NEGATIVE_INFINITY;
  const isTerminal = output.isTTY === true;
  const clear = (): void => {
    if (isTerminal) output.write(CLEAR_LINE);
  };
  return {
    show: (milliseconds, text) => {
      const line = `${String(Math.floor(milliseconds / 1000)).padStart(4)} s  ${text}`;
      if (isTerminal) {
        output.write(`${CLEAR_LINE}${line}`);
        return;
      }
      if (milliseconds - shownAt < LINE_MILLISECONDS) return;
      shownAt = milliseconds;
      output.write(`${line}\n`);
    },
    say: (text) => {
      clear();
      output.write(`${text}\n`);
    },
    end: clear,
  };
};
