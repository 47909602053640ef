import { until } from '../../test/journey/support/until.ts';
import { type Dynamo, startDynamo } from '../../test/support/dynamo.ts';
import { type Ses, startSes } from '../../test/support/ses.ts';
import { type CoupledShop, openCoupledShop } from '../coupled-shop/shop.ts';
import { countReady, idsOf, placeOrders } from '../demo/orders.ts';

const ORDERS = 10;

describe('the coupled shop', () => {
  let dynamo: Dynamo;
  let ses: Ses;
  let shop: CoupledShop;
  const log: string[] = [];
  beforeAll(async () => {
    [dynamo, ses] = await Promise.all([startDynamo(), startSes()]);
    shop = await openCoupledShop({ dynamodb: dynamo.client, ses: ses.client, log: (line) => log.push(line) });
  });
  let stopping: Promise<void> | undefined;
  const stopDatabase = (): Promise<void> => {
    stopping ??= dynamo.stop();
    return stopping;
  };
  afterAll(() => Promise.all([shop.close(), ses.stop(), stopDatabase()]));

  it('makes, mails and saves each order on an ordinary day', async () => {
    const ids = idsOf(await placeOrders(shop.url, ORDERS, 2));
    expect(ids).toHaveLength(ORDERS);
    await until(
      () => countReady(shop.url, ids),
      (found) => found === ORDERS,
      { seconds: 4 },
    );
    expect(ses.mails).toHaveLength(ORDERS);
    expect(log).toEqual([]);
  });

  it('answers with success and mails the customer while its database is down, and logs that it has lost the order', async () => {
    await stopDatabase();
    const mailed = ses.mails.length;
    expect(idsOf(await placeOrders(shop.url, 1, 1))).toHaveLength(1);
    expect(ses.mails).toHaveLength(mailed + 1);
    await until(
      async () => log,
      ({ length }) => length > 0,
      { seconds: 4 },
    );
    expect(log).toEqual([expect.stringContaining('could not save 1 orders')]);
  });
});
