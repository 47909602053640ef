import { randomUUID } from 'node:crypto';
import { marshall } from '@aws-sdk/util-dynamodb';
import { pickupNumber } from '../../lambda/order/identity.ts';
import { aRecord } from '../../test/support/orders.ts';
import { findOrders } from '../orders/find.ts';
import { aContext, aTarget, stubDynamodb } from './support/context.ts';

/** Two orders with one number: there are 230,000 numbers, so some orders share theirs. */
const twoOrders = () => {
  const seen = new Map<string, string>();
  for (;;) {
    const orderId = randomUUID();
    const number = pickupNumber(orderId);
    const other = seen.get(number);
    if (other !== undefined)
      return {
        number,
        orders: [
          aRecord({ orderId: other, number, placedAt: '2026-11-21T09:00:00.000Z' }),
          aRecord({ orderId, number, placedAt: '2026-11-21T09:01:00.000Z' }),
        ],
      };
    seen.set(number, orderId);
  }
};
const { number, orders } = twoOrders();
const items = orders.map((order) => marshall(order, { removeUndefinedValues: true }));
const other = aRecord({ orderId: randomUUID() });
const keyOf = ({ orderId, placedAt }: typeof other) => marshall({ orderId, placedAt });

/** A shop with both orders, and one of another number, in the first partition of the board. */
const aShop = () => {
  let queries = 0;
  return stubDynamodb((operation) => {
    if (operation === 'Query') return { Items: queries++ === 0 ? [...orders, other].map(keyOf) : [] };
    if (operation === 'BatchGetItem') return { Responses: { orders: items } };
    return operation === 'Scan' ? { Items: items } : { Table: {} };
  });
};

it.each(['board', 'table'])('finds each order with a number on the %s, since numbers are not unique', async (place) => {
  const { dynamodb, inputsOf } = aShop();
  const { context, said } = aContext(aTarget({ dynamodb }));

  await findOrders(context, number, { scan: place === 'table', yes: true });

  expect(said.results).toMatchObject([{ number, searched: place, orders: orders.map(({ orderId }) => ({ orderId })) }]);
  expect(said.no).toBe(false);
  const keys = inputsOf('BatchGetItem').flatMap((input) => Object(input).RequestItems.orders.Keys);
  expect(keys).toEqual(place === 'board' ? orders.map(({ orderId }) => ({ orderId: { S: orderId } })) : []);
});

it('tells "no" if no order has the number', async () => {
  const { dynamodb } = stubDynamodb(() => ({}));
  const { context, said } = aContext(aTarget({ dynamodb }));
  await findOrders(context, number, {});
  expect(said).toMatchObject({ results: [{ number, orders: [] }], no: true });
});
