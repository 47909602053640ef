import { messageOf } from '../../../lambda/order/new-order.ts';
import { totalCents } from '../../../lambda/product/index.ts';
import { anOrder } from '../../support/orders.ts';

jest.mock('../../../lambda/product/index.ts', () => ({
  ...jest.requireActual<object>('../../../lambda/product/index.ts'),
  totalCents: jest.fn(),
}));

const ORDER_ID = '3f1a5c0e-8f0b-4c39-9a43-0d1f7c6b2a10';

it.each([0, 390])('takes the price of the product: %s', (price) => {
  jest.mocked(totalCents).mockReturnValue(price);
  expect(messageOf(anOrder(), ORDER_ID, 0).order.totalCents).toBe(price);
});

it.each([390.5, -1, Number.NaN, Number.POSITIVE_INFINITY])(
  'refuses a price that a barista could not read: %s',
  (price) => {
    jest.mocked(totalCents).mockReturnValue(price);
    expect(() => messageOf(anOrder(), ORDER_ID, 0)).toThrow(
      `totalCents of lambda/product should return a whole number from 0, got ${price}`,
    );
  },
);
