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
  const described = describedCalls(description).map(({ call, answers }) => {
    const statuses = [...answers.keys()];
    const seen = statuses.filter((status) => counts.has(`${call} ${status}`));
    return { call, seen, unseen: statuses.filter((status) => !seen.includes(status)) };
  });
  const seen = described
    .filter((one) => one.seen.length > 0)
    .map(
      ({ call, seen }) =>
        `  ${call}: ${seen.map((status) => `${status} × ${counts.get(`${call} ${status}`)}`).join(', ')}`,
    );
  const unseen = described.map(({ call, unseen }) => `${call} ${unseen.join(', ')}`);
  const others = lines.filter((line) => line.startsWith(UNKNOWN)).length;
  return [
    `Checked ${lines.length} answers against the description of the API, ${others} of them to calls that it does not have.`,
    ...seen,
    `  Described, and not seen in this run: ${unseen.join('; ')}`,
  ];
};
