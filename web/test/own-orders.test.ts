import type { Answer, Call } from '../api.ts';
import { parseBoard } from '../board.ts';
import type { Followed } from '../follow.ts';
import { createOwnOrders, type Kept } from '../own-orders.ts';
import type { Stored } from '../storage.ts';

describe('the own orders of two pages', () => {
  const unanswered: Call = () => new Promise(() => undefined);

  /** Two pages in one browser. Neither has got a storage event of the other one yet. */
  const openTabs = (...before: Kept) => {
    let kept: Kept | undefined = before;
    const stored: Stored<Kept> = {
      read: () => kept,
      write: (value) => {
        kept = value;
      },
    };
    const open = () =>
      createOwnOrders({
        ...{ call: unanswered, isHidden: () => false, now: () => 1000 },
        kept: stored,
        onChange: () => undefined,
      });
    const [first, second] = [open(), open()];
    first.load();
    second.load();
    return { first, second, keptIds: () => kept?.map(({ orderId }) => orderId) };
  };

  it('are all kept when both tabs place an order at the same time', () => {
    const { first, second, keptIds } = openTabs();
    first.add({ orderId: 'a', number: 'A-1' });
    second.add({ orderId: 'b', number: 'B-2' });
    expect(keptIds()).toEqual(['a', 'b']);
  });

  it('lose only the order that one tab hides while the other one places an order', () => {
    const { first, second, keptIds } = openTabs({ orderId: 'a', number: 'A-1', acceptedAt: 1 });
    first.remove('a');
    second.add({ orderId: 'b', number: 'B-2' });
    expect(keptIds()).toEqual(['b']);
  });
});

describe('the own orders of a page', () => {
  const DAY = 24 * 60 * 60_000;
  const answer = (body: unknown): Answer => ({ kind: 'answered', status: 200, body });

  /** A page whose orders the shop answers so. It keeps the paths of its calls. */
  const aPage = (kept: Kept, answers: Readonly<Record<string, unknown>> = {}) => {
    const paths: string[] = [];
    const clock = { now: 10 * DAY };
    const state = { kept };
    const shown: (readonly Followed[])[] = [];
    const own = createOwnOrders({
      call: async (path) => {
        paths.push(path);
        return path in answers ? answer(answers[path]) : { kind: 'unreachable' };
      },
      ...{ isHidden: () => false, now: () => clock.now },
      kept: {
        read: () => state.kept,
        write: (value = []) => {
          state.kept = value;
        },
      },
      onChange: (orders) => void shown.push(orders),
    });
    const ids = () => shown.at(-1)?.map(({ order }) => order.orderId);
    return { own, paths, state, clock, ids };
  };
  const keptOrder = (orderId: string, age = 0) => ({ orderId, number: 'K-1', acceptedAt: 10 * DAY - age });

  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());
  const settle = () => jest.advanceTimersByTimeAsync(0);

  it('are kept for two days', () => {
    const { own, ids } = aPage([keptOrder('a', 2 * DAY), keptOrder('b', 2 * DAY - 1)]);
    own.load();
    expect(ids()).toEqual(['b']);
  });

  it('are shown with the newest first', () => {
    const { own, ids } = aPage([keptOrder('a'), keptOrder('b')]);
    own.load();
    expect(ids()).toEqual(['b', 'a']);
  });

  it('are not read any more once they are hidden', async () => {
    const { own, paths, ids } = aPage([keptOrder('a')], { 'orders/a': { orderId: 'a', number: 'K-1' } });
    own.load();
    await settle();
    own.remove('a');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(ids()).toEqual([]);
    expect(paths).toEqual(['orders/a']);
  });

  it('are those that another tab has left', () => {
    const { own, state, ids } = aPage([keptOrder('a'), keptOrder('b')]);
    own.load();
    state.kept = [keptOrder('b'), keptOrder('c')];
    own.load();
    expect(ids()).toEqual(['c', 'b']);
  });

  it('are read again when their row on the board differs, and not for a row of another customer', async () => {
    const placed = { number: 'K-1', status: 'PLACED', customer: { name: 'Ada Lovelace' } };
    const { own, paths } = aPage([keptOrder('a')], { 'orders/a': { orderId: 'a', ...placed } });
    own.load();
    await settle();
    const rows = [
      { firstName: 'Ada', status: 'PLACED' },
      { firstName: 'Eve', status: 'READY' },
      { firstName: 'Ada', status: 'READY' },
    ];
    const reads: number[] = [];
    for (const row of rows) {
      const shown = { number: 'K-1', queue: 'orders', ageSeconds: 1, ...row };
      own.notice(parseBoard({ lanes: { waiting: { total: 1, orders: [shown] } } }, 0));
      await settle();
      reads.push(paths.length);
    }
    expect(reads).toEqual([1, 1, 2]);
  });

  it('are all read when the page wakes, except for those that are done', async () => {
    const order = (orderId: string, status: string) => ({ orderId, number: 'K-1', status });
    const { own, paths } = aPage([keptOrder('a'), keptOrder('b')], {
      'orders/a': order('a', 'PLACED'),
      'orders/b': order('b', 'COLLECTED'),
    });
    own.load();
    await settle();
    own.wake();
    await settle();
    expect(paths).toEqual(['orders/a', 'orders/b', 'orders/a']);
  });
});
