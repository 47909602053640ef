import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import type { LogLine, LogQuery } from './target.ts';

const lineSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ time: v.string(), function: v.string(), level: v.string(), message: v.unknown() }),
);

/** Reads the matching lines of a local shop's log file: one JSON object for each line. A shop without a log has none. */
export const readLogFile = async (path: string | undefined, { since, word }: LogQuery): Promise<LogLine[]> => {
  if (path === undefined || !existsSync(path)) return [];
  const found: LogLine[] = [];
  for await (const line of createInterface({ input: createReadStream(path, 'utf8') })) {
    if (!line.includes(word)) continue;
    const parsed = v.safeParse(lineSchema, line); // the last line can be half written
    if (parsed.success && Date.parse(parsed.output.time) >= since.getTime()) found.push(parsed.output);
  }
  return found;
};
