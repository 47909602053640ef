import { drinkNames, drinks, extraNames, menu, sizes } from '../../../lambda/product/menu.ts';

it('offers each drink in each size, at a whole number of cents that grows with the size', () => {
  expect(menu.items.map(({ item }) => item)).toEqual([...drinkNames]);
  for (const { sizes: prices } of menu.items) {
    expect(Object.keys(prices)).toEqual([...sizes]);
    const cents = sizes.map((size) => prices[size]);
    expect(cents.every((price) => Number.isSafeInteger(price) && price > 0)).toBe(true);
    expect(cents).toEqual(cents.toSorted((a, b) => a - b));
  }
});

it('offers each extra at a whole number of cents', () => {
  expect(menu.extras.map(({ extra }) => extra)).toEqual([...extraNames]);
  expect(menu.extras.every(({ cents }) => Number.isSafeInteger(cents) && cents > 0)).toBe(true);
});

it('names its currency', () => {
  expect(menu.currency).toMatch(/^[A-Z]{3}$/);
});

it('names every drink of the price list once', () => {
  expect([...drinkNames]).toEqual(Object.keys(drinks));
});
