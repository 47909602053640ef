import { numberIn, pathOf } from '../orders/names.ts';

const ID = '5f0c7a52-9f3e-4d4b-8a11-0d6f6a3f1c2e';

it.each([
  ['K-4172', 'K-4172'],
  ['k4172', 'K-4172'],
  [' k-4172 ', 'K-4172'],
  ['K-417', undefined],
  ['4172', undefined],
  ['😀', undefined],
])('reads %p as the number %p', (given, number) => {
  expect(numberIn(given)).toBe(number);
});

describe('the path of an order', () => {
  it('has the order id', () => {
    expect(pathOf(ID.toUpperCase())).toBe(`/orders/${ID}`);
  });

  it.each([
    ['a number', 'k4172', 'got \'k4172\': see "order find K-4172"'],
    ['another path', '../menu', 'got \'../menu\': "order place" and "order find" print it'],
    ['nothing', '', "got ''"],
  ])('is not made of %s', (_what, given, message) => {
    expect(() => pathOf(given)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining(message) }),
    );
  });
});
