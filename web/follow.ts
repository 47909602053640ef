import type { Answer, Call } from './api.ts';
import { parseProblem } from './faults.ts';
import { type AcceptedOrder, type Action, isDone, isOlder, parseOrder } from './order.ts';
import { followPause, type Pause, type Poll, pauseAfter, startPoll } from './poll.ts';

/** An own order as the page knows it. `note` says what went wrong last. */
export type Followed = {
  readonly order: AcceptedOrder;
  readonly acceptedAt: number;
  readonly note: string;
  readonly isBusy: boolean;
};

export type Follower = Poll & { act(action: Action): Promise<void> };

export type FollowDeps = {
  readonly call: Call;
  readonly isHidden: () => boolean;
  readonly now: () => number;
  readonly onChange: (followed: Followed) => void;
};

/** The shop can record an order late, while its store is down. After this time the order is unknown. */
const LATEST_RECORD_MILLISECONDS = 15 * 60_000;
/** The customer can read a note for this long, even if the order changes meanwhile. */
const NOTE_MILLISECONDS = 15_000;
const UNKNOWN = 'The shop has no record of this order.';
const NO_ANSWER = 'The shop did not answer. Try again.';

/** Follows an order until it is done: reads it by its id, with its entity tag. */
export const follow = (accepted: Followed, { call, isHidden, now, onChange }: FollowDeps): Follower => {
  let followed = accepted;
  let etag: string | undefined;
  let failures = 0;
  let changedAt = now();
  let notedAt = 0;
  const path = `orders/${encodeURIComponent(accepted.order.orderId)}`;

  const change = (fields: Partial<Followed>): void => {
    const next = { ...followed, ...fields };
    if (next.order.status !== followed.order.status) changedAt = now();
    if (next.note !== followed.note) notedAt = now();
    followed = next;
    onChange(followed);
  };

  const accept = ({ body, etag: tag }: Extract<Answer, { kind: 'answered' }>): void => {
    const order = parseOrder(body);
    if (!order || isOlder(order, followed.order)) return; // a read can be answered after a later change
    etag = tag;
    const isRead = followed.note === UNKNOWN || now() - notedAt > NOTE_MILLISECONDS;
    change({ order, note: isRead ? '' : followed.note });
  };

  const read = async (): Promise<Pause | undefined> => {
    const answer = await call(path, etag === undefined ? {} : { headers: { 'If-None-Match': etag } });
    const isGood = answer.kind === 'answered' && [200, 304, 404].includes(answer.status);
    failures = isGood ? 0 : failures + 1;
    if (answer.kind === 'answered' && answer.status === 200) accept(answer);
    const isUnknown = answer.kind === 'answered' && answer.status === 404;
    if (isUnknown && now() - followed.acceptedAt > LATEST_RECORD_MILLISECONDS) change({ note: UNKNOWN });
    if (isDone(followed.order)) return undefined;
    const retryAfter = answer.kind === 'answered' ? answer.retryAfter : undefined;
    return pauseAfter({
      usual: followPause(isHidden(), now() - changedAt),
      failures,
      retryAfter,
      random: Math.random(),
    });
  };

  const poll = startPoll(read);
  return {
    ...poll,
    act: async (action) => {
      change({ isBusy: true, note: '' });
      const answer = await (action === 'cancel'
        ? call(path, { method: 'DELETE' })
        : call(`${path}/collect`, { method: 'POST' }));
      change({ isBusy: false, note: noteOf(answer) });
      if (answer.kind === 'answered' && answer.status === 200) accept(answer);
      poll.wake();
    },
  };
};

const noteOf = (answer: Answer): string => {
  if (answer.kind === 'unreachable') return NO_ANSWER;
  if (answer.status === 200) return '';
  return answer.status === 409 ? parseProblem(answer.body).detail : NO_ANSWER;
};
