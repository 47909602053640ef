import { boardKeyOf, boardKeys } from '../../../lambda/order/board.ts';

const ids = Array.from({ length: 400 }, (_, n) => `${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`);

it('hangs every order in a partition that the board reads', () => {
  for (const id of ids) expect(boardKeys).toContain(boardKeyOf(id));
});

it('spreads orders evenly over the partitions', () => {
  const counts = boardKeys.map((key) => ids.filter((id) => boardKeyOf(id) === key).length);
  expect(counts).toEqual(boardKeys.map(() => ids.length / boardKeys.length));
});
