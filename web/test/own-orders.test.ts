import type { Call } from '../api.ts';
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
