import type { Answer } from '../api.ts';
import { type Feed, startFeed } from '../board-feed.ts';
import { emptyBoard } from './support/boards.ts';
import { answered, scripted } from './support/script.ts';

const board = (more: object = {}) => answered(200, emptyBoard(), { etag: 'W/"1"', ...more });

describe('the feed of the board', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: 1_000_000 });
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  /** Reads a board from an API with these answers for some seconds. */
  const read = async (answers: readonly Answer[], { seconds = 0, isHidden = false } = {}) => {
    const { call, made } = scripted(...answers);
    const feeds: Feed[] = [];
    const poll = startFeed({
      ...{ call, isHidden: () => isHidden, now: Date.now },
      onChange: (feed) => void feeds.push(feed),
    });
    await jest.advanceTimersByTimeAsync(seconds * 1000);
    poll.stop();
    return { made, feeds, last: feeds.at(-1) };
  };

  it('asks with the entity tag of the last answer', async () => {
    const { made } = await read([board(), board({ etag: 'W/"2"' }), board()], { seconds: 6 });
    expect(made).toEqual([
      { path: 'board.json', options: {} },
      { path: 'board.json', options: { headers: { 'If-None-Match': 'W/"1"' } } },
      { path: 'board.json', options: { headers: { 'If-None-Match': 'W/"2"' } } },
    ]);
  });

  it('is confirmed by an answer that nothing has changed', async () => {
    const { feeds } = await read([board(), answered(304, undefined, { etag: 'W/"1"' })], { seconds: 3 });
    expect(feeds.map(({ confirmedAt }) => confirmedAt)).toEqual([1_000_000, 1_003_000]);
    expect(feeds[1]?.board).toBe(feeds[0]?.board);
  });

  it('keeps the last board while the API does not answer, with the status and the time of the next read', async () => {
    const { feeds } = await read([board(), answered(503)], { seconds: 3 });
    expect(feeds[1]).toMatchObject({
      confirmedAt: 1_000_000,
      down: { status: 503, nextRead: 1_003_000 + 6000 },
    });
    expect(feeds[1]?.board).toBe(feeds[0]?.board);
  });

  it('is up again with the next board', async () => {
    const { last } = await read([answered(503), board()], { seconds: 6 });
    expect(last?.board).toBeDefined();
    expect(last?.down).toBeUndefined();
  });

  it('doubles its pause with each failure, and begins again after a board', async () => {
    const unreachable: Answer = { kind: 'unreachable' };
    const { feeds } = await read([unreachable, unreachable, unreachable, board(), unreachable], { seconds: 46 });
    const failed = feeds.flatMap(({ down }) => down ?? []);
    const readAt = [0, 6000, 18_000, 45_000];
    const pauses = failed.map(({ nextRead }, n) => nextRead - 1_000_000 - (readAt[n] ?? 0));
    expect(pauses).toEqual([6000, 12_000, 24_000, 6000]);
  });

  it('counts an answer that is no board as a failure', async () => {
    const { last } = await read([answered(200, { lanes: 'none' })]);
    expect(last).toMatchObject({ down: { status: undefined } });
  });

  it('waits as long as the API asks', async () => {
    const { last } = await read([answered(429, {}, { retryAfter: 20_000 })]);
    expect(last).toMatchObject({ down: { status: 429, nextRead: 1_020_000 } });
  });

  it('reads every 3 s, and every 30 s while nobody can see the page', async () => {
    expect((await read([board()], { seconds: 30 })).made).toHaveLength(11);
    expect((await read([board()], { seconds: 30, isHidden: true })).made).toHaveLength(2);
  });
});
