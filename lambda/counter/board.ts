import { createHash } from 'node:crypto';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { json, matchesEtag, notModified } from '../api/answers.ts';
import type { BoardQuery } from '../aws/board-query.ts';
import type { QueueDepths } from '../aws/queue-depths.ts';
import { answerFailures, levelOf } from '../failure-answer.ts';
import { describe, type Log } from '../log.ts';
import { type BoardReads, boardContent, tagText } from './board-content.ts';
import { failuresOf, isNothingRead, type PartFailure } from './board-failures.ts';

export type BoardDeps = {
  readonly readDepths: QueueDepths;
  readonly readBoard: BoardQuery;
  readonly now: () => number;
  readonly log: Log;
};

type Board = { readonly reads: BoardReads; readonly failures: readonly PartFailure[] };

const SHARED_MILLISECONDS = 2000;

/** `GET /board.json`. A part that cannot be read is named in `missing`, and the rest is answered. */
export function createBoard({ readDepths, readBoard, now, log }: BoardDeps) {
  const readShared = share(read, now);

  return async (ifNoneMatch: string | undefined): Promise<APIGatewayProxyResult> => {
    const { reads, failures } = await readShared();
    const missing = failures.map(({ part }) => part);
    const errors = failures.map(({ error }) => error);
    if (isNothingRead(reads)) return answerFailures(errors, { missing });
    const content = boardContent(reads, missing, now());
    const tag = `"${createHash('sha256').update(tagText(content, reads)).digest('base64url')}"`;
    // The tag is weak, because the ages of an equal board differ.
    return matchesEtag(ifNoneMatch, tag) ? notModified(`W/${tag}`) : json(200, content, { ETag: `W/${tag}` });
  };

  async function read(): Promise<Board> {
    const [lanes, queues] = await Promise.all([readBoard(), readDepths()]);
    const failures = failuresOf({ lanes, queues });
    for (const { part, error } of failures)
      log(levelOf(error), 'board.incomplete', { missing: part, ...describe(error) });
    return { reads: { lanes, queues }, failures };
  }
}

/** Each instance reads at most once in two seconds, for any number of clients, and also while a service is out. */
function share<T>(read: () => Promise<T>, now: () => number): () => Promise<T> {
  let latest: { readonly at: number; readonly value: Promise<T> } | undefined;
  return () => {
    if (!latest || now() - latest.at >= SHARED_MILLISECONDS) latest = { at: now(), value: read() };
    return latest.value;
  };
}
