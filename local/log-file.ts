import { once } from 'node:events';
import { createWriteStream, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import type { LogLine } from './functions/function.ts';
import { joinLines } from './lines.ts';

export type LogFile = {
  write(line: LogLine): void;
  /** Resolves when every line is in the file. */
  close(): Promise<void>;
};

const KEPT_MILLISECONDS = 7 * 24 * 60 * 60_000;

/**
 * Begins a log file afresh: one JSON line for each log line, `{ time, function, level, message }`. It is written in the background. If
 * it cannot be written, the shop goes on without it. Files in its folder that no shop has written for a week are removed, because a shop
 * on any free port begins another file each time.
 */
export const createLogFile = (path: string, onError: (error: Error) => void): LogFile => {
  removeOldLogs(dirname(path));
  const stream = createWriteStream(path, { flags: 'w' });
  stream.once('error', onError);
  const lines = joinLines((text) => {
    if (stream.writable) stream.write(text);
  });
  return {
    write: (line) => lines.add(toJson(line)),
    close: async () => {
      lines.flush();
      if (!stream.writable) return;
      stream.end();
      await once(stream, 'close').catch(() => undefined); // `onError` has told it
    },
  };
};

const removeOldLogs = (folder: string): void => {
  const logs = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.log')) : [];
  for (const log of logs.map((name) => join(folder, name))) {
    const writtenAt = statSync(log, { throwIfNoEntry: false })?.mtimeMs ?? Date.now(); // another shop can remove it meanwhile
    if (Date.now() - writtenAt > KEPT_MILLISECONDS) rmSync(log, { force: true });
  }
};

const toJson = ({ time = Date.now(), function: name, level, message }: LogLine): string => {
  const fields = { time: new Date(time).toISOString(), function: name, level };
  const text = isFields(message) ? message : toText(message);
  try {
    return JSON.stringify({ ...fields, message: text });
  } catch {
    return JSON.stringify({ ...fields, message: inspect(message) });
  }
};

const isFields = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && !Array.isArray(message) && !(message instanceof Error);

const toText = (message: unknown): string => (typeof message === 'string' ? message : inspect(message));
