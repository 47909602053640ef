import type { Call } from './api.ts';
import { type Board, parseBoard } from './board.ts';
import { type Poll, pauseAfter, startPoll, usualPause } from './poll.ts';

/** Why the board cannot be read, and when the next read is. Without a status nothing answered. */
export type Down = { readonly status: number | undefined; readonly nextRead: number };

/** What the page knows of the board. While `down`, the board is the last one that was read. */
export type Feed = {
  readonly board?: Board | undefined;
  /** When the API last confirmed the board, in milliseconds since 1970. */
  readonly confirmedAt?: number | undefined;
  readonly down?: Down | undefined;
};

export type FeedOptions = {
  readonly call: Call;
  readonly isHidden: () => boolean;
  readonly now: () => number;
  readonly onChange: (feed: Feed) => void;
};

type Read = { readonly isGood: boolean; readonly status?: number; readonly retryAfter?: number | undefined };

/** Reads the board again and again. An unchanged board costs an answer without a body. */
export const startFeed = ({ call, isHidden, now, onChange }: FeedOptions): Poll => {
  let feed: Feed = {};
  let etag: string | undefined;
  let failures = 0;

  const accept = (body: unknown): void => {
    feed = { board: parseBoard(body, now(), feed.board), confirmedAt: now() };
  };

  /** Whether the API answered with a board, or confirmed the last one. */
  const readOnce = async (): Promise<Read> => {
    const answer = await call('board.json', etag === undefined ? {} : { headers: { 'If-None-Match': etag } });
    if (answer.kind === 'unreachable') return { isGood: false };
    if (answer.status === 304 && feed.board) feed = { board: feed.board, confirmedAt: now() };
    else if (answer.status !== 200) return { isGood: false, status: answer.status, retryAfter: answer.retryAfter };
    else accept(answer.body);
    etag = answer.etag;
    return { isGood: true };
  };

  return startPoll(async () => {
    const { isGood, status, retryAfter }: Read = await readOnce().catch(() => ({ isGood: false })); // the answer is no board
    failures = isGood ? 0 : failures + 1;
    const pause = pauseAfter({ usual: usualPause(isHidden()), failures, retryAfter, random: Math.random() });
    if (!isGood) feed = { ...feed, down: { status, nextRead: now() + pause.milliseconds } };
    onChange(feed);
    return pause;
  });
};
