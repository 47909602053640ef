import type { Call } from './api.ts';
import { type Board, parseBoard } from './board.ts';
import { type Poll, pauseAfter, startPoll, usualPause } from './poll.ts';

/** What the page knows of the board. While `down`, the board is the last one that was read. */
export type Feed = {
  readonly board?: Board | undefined;
  /** When the API last confirmed the board, in milliseconds since 1970. */
  readonly confirmedAt?: number | undefined;
  readonly down?: { readonly since: number; readonly nextRead: number } | undefined;
};

export type FeedOptions = {
  readonly call: Call;
  readonly isHidden: () => boolean;
  readonly now: () => number;
  readonly onChange: (feed: Feed) => void;
};

/** Reads the board again and again. An unchanged board costs an answer without a body. */
export const startFeed = ({ call, isHidden, now, onChange }: FeedOptions): Poll => {
  let feed: Feed = {};
  let etag: string | undefined;
  let failures = 0;

  const accept = (body: unknown): void => {
    feed = { board: parseBoard(body, now(), feed.board), confirmedAt: now() };
  };

  /** Whether the API answered with a board, or confirmed the last one. */
  const readOnce = async () => {
    const answer = await call('board.json', etag === undefined ? {} : { headers: { 'If-None-Match': etag } });
    if (answer.kind === 'unreachable') return { isGood: false };
    if (answer.status === 304 && feed.board) feed = { board: feed.board, confirmedAt: now() };
    else if (answer.status !== 200) return { isGood: false, retryAfter: answer.retryAfter };
    else accept(answer.body);
    etag = answer.etag;
    return { isGood: true };
  };

  return startPoll(async () => {
    const { isGood, retryAfter } = await readOnce().catch(() => ({ isGood: false, retryAfter: undefined }));
    failures = isGood ? 0 : failures + 1;
    const pause = pauseAfter({ usual: usualPause(isHidden()), failures, retryAfter, random: Math.random() });
    if (!isGood) feed = { ...feed, down: { since: feed.down?.since ?? now(), nextRead: now() + pause.milliseconds } };
    onChange(feed);
    return pause;
  });
};
