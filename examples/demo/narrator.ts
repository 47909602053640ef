import { setTimeout as delay } from 'node:timers/promises';

const COLUMNS = 80;
const INDENT = 8;
const PAUSE_SECONDS = 6;
const LOOK_SECONDS = 3;

/** Tells the story in a terminal. */
export type Narrator = {
  heading(text: string): void;
  /** Paragraphs with a label in front of the first one. */
  tell(label: string, ...texts: readonly string[]): void;
  /** A line that is not wrapped, so that it can be copied. */
  command(label: string, text: string): void;
  /** Waits for Enter or a few seconds. `look`: a short moment, to look at the board. */
  pause(kind?: 'look'): Promise<void>;
};

export type NarratorOptions = { readonly pauses: boolean; readonly signal: AbortSignal };

export const createNarrator = ({ pauses, signal }: NarratorOptions): Narrator => ({
  heading: (text) => print(`\n${text}`),
  tell: (label, ...texts) =>
    print(
      labelled(
        label,
        texts.flatMap((text) => wrap(text, COLUMNS - INDENT)),
      ),
    ),
  command: (label, text) => print(labelled(label, [text])),
  pause: async (kind) => {
    if (pauses) await waitForReader(kind === 'look' ? LOOK_SECONDS : PAUSE_SECONDS, signal);
  },
});

/** A narrator that says nothing. */
export const silent: Narrator = {
  heading: () => undefined,
  tell: () => undefined,
  command: () => undefined,
  pause: async () => undefined,
};

export const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const labelled = (label: string, lines: readonly string[]): string =>
  lines.map((line, n) => `  ${(n === 0 ? label : '').padEnd(INDENT - 2)}${line}`).join('\n');

/** Breaks a text into lines of at most `width` characters. */
const wrap = (text: string, width: number): string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
};

const waitForReader = async (seconds: number, signal: AbortSignal): Promise<void> => {
  const done = new AbortController();
  const { stdin } = process;
  const goOn = (): void => done.abort();
  if (stdin.isTTY) stdin.resume().once('data', goOn);
  const either = AbortSignal.any([done.signal, signal]);
  await delay(seconds * 1000, undefined, { signal: either }).catch(() => undefined); // an end of the pause is no error
  if (stdin.isTTY) stdin.off('data', goOn).pause();
  signal.throwIfAborted();
};
