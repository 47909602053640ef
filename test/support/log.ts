import type { Log } from '../../lambda/log.ts';

export type Line = {
  readonly level: string;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
};

/** A log that keeps its lines. */
export const recordingLog = (): { readonly log: Log; readonly lines: Line[] } => {
  const lines: Line[] = [];
  return { lines, log: (level, event, fields = {}) => lines.push({ level, event, fields }) };
};
