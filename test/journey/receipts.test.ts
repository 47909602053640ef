import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { itOf } from './support/behaviour.ts';
import { failureOf, takeDeadLetters } from './support/dead-letters.ts';
import { fetch } from './support/fetch.ts';
import { aCustomer, allMailed, mailAbout, mailed, mailedVersion, mailsTo } from './support/mails.ts';
import { type OpenTarget, openTarget } from './support/open.ts';
import { allDone, depth, type Order, place, reaches } from './support/orders.ts';
import { describeWith } from './support/parts.ts';
import { until } from './support/until.ts';

describeWith('receipts', 'receipts', () => {
  let shop: OpenTarget;
  beforeAll(async () => {
    shop = await openTarget();
  });
  afterAll(() => shop.close());

  const send = (body: string) =>
    shop.target.sqs.send(new SendMessageCommand({ QueueUrl: shop.target.outputs.ReceiptsQueueUrl, MessageBody: body }));

  const eventOf = ({ orderId, number, status, version }: Order, fields: object = {}): string =>
    JSON.stringify({
      ...{ v: 1, type: 'order.ready', orderId, number, status, version, at: new Date().toISOString() },
      ...fields,
    });

  const aReadyOrder = async (customer: object): Promise<Order> => {
    const { orderId } = await place(shop.target, { customer });
    return reaches(shop.target, orderId, 'READY', 10);
  };

  const noted = (orderId: string, version: number): Promise<number> =>
    until(
      () => mailedVersion(shop.target, orderId),
      (mailed) => mailed >= version,
      { seconds: 20 },
    );

  itOf('mails')('mail the customer once that the order is ready, with its number and total', async () => {
    const customer = aCustomer('Ada');
    const order = await aReadyOrder(customer);
    const mails = await mailed(shop.target, customer.email);
    await allDone(shop.target, 10);
    await allMailed(shop.target);
    expect(await mailsTo(shop.target, customer.email)).toEqual(mails);
    expect(mails).toEqual([
      {
        to: customer.email,
        from: 'shop@example.org',
        ...mailAbout('ready', order, customer),
        at: expect.any(String),
      },
    ]);
  });

  itOf('mails', 'pickups')('mail the customer that the order is cancelled', async () => {
    const customer = aCustomer('Grace');
    const pickupAt = new Date(Date.now() + 3_600_000).toISOString();
    const order = await place(shop.target, { customer, pickupAt });
    await reaches(shop.target, order.orderId, 'PLACED', 10);
    await fetch(`${shop.target.url}/orders/${order.orderId}`, { method: 'DELETE' });
    const { subject } = mailAbout('cancelled', order, customer);
    expect(await mailed(shop.target, customer.email)).toMatchObject([{ subject }]);
  });

  it('record the mailed version of the order', async () => {
    const { orderId } = await aReadyOrder(aCustomer('Katherine'));
    expect(await noted(orderId, 3)).toBe(3);
  });

  itOf('mails')('send no second mail for a redelivered or an outdated event', async () => {
    // GIVEN a customer who was mailed that the order is ready
    const customer = aCustomer('Edsger');
    const order = await aReadyOrder(customer);
    await mailed(shop.target, customer.email);
    await allMailed(shop.target);
    const dead = await depth(shop.target, shop.target.outputs.ReceiptsDlqUrl);
    // WHEN its event is delivered again, and then events that the record does not confirm
    await send(eventOf(order));
    await send(eventOf(order, { version: 2 }));
    await send(eventOf(order, { type: 'order.cancelled', status: 'CANCELLED', version: 9 }));
    await allMailed(shop.target);
    // THEN the customer gets no other mail, and no message is quarantined
    expect(await mailsTo(shop.target, customer.email)).toHaveLength(1);
    expect(await depth(shop.target, shop.target.outputs.ReceiptsDlqUrl)).toBe(dead);
  });

  it('quarantine an unreadable message on its first receive, with its body and the reason', async () => {
    await send('it is ready');
    const [dead] = await takeDeadLetters(shop.target, shop.target.outputs.ReceiptsDlqUrl, 1);
    expect(dead?.Body).toBe('it is ready');
    expect(dead ? failureOf(dead) : undefined).toMatchObject({
      code: 'not-json',
      receiveCount: 1,
      sourceQueue: expect.stringMatching(/Receipts/),
    });
  });
});
