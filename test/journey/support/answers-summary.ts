import { existsSync, readFileSync } from 'node:fs';
import { describedCalls } from '../../support/openapi/operations.ts';
import { description, sightingsIn, UNKNOWN } from './answers.ts';

/** How many answers of which calls a run checked, and which described answers it did not see. Nothing without an answer. */
export const answersSummary = (folder: string): readonly string[] => {
  const path = sightingsIn(folder);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const counts = new Map(
    Array.from(
      Map.groupBy(lines, (line) => line),
      ([line, { length }]) => [line, length],
    ),
  );
  const calls = describedCalls(description).map(({ call, answers }) => {
    const statuses = [...answers.keys()];
    const seen = statuses.filter((status) => counts.has(`${call} ${status}`));
    const unseen = statuses.filter((status) => !seen.includes(status));
    const numbers = seen.map((status) => `${status} ×${counts.get(`${call} ${status}`)}`);
    return `  ${call}: ${numbers.join(', ') || 'none'}${unseen.length > 0 ? `; not seen: ${unseen.join(', ')}` : ''}`;
  });
  const others = lines.filter((line) => line.startsWith(UNKNOWN)).length;
  const title = `Checked ${lines.length} answers against the description of the API.`;
  return [title, ...calls, `  ${UNKNOWN}, refused: ${others}`];
};
