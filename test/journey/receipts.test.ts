import { type Message, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { allDone, depth, type Order, place, reaches } from './support/orders.ts';
import { openShop, type Shop } from './support/target.ts';
import { until } from './support/until.ts';

const MODES = ['refuse', 'hang', 'error', 'throttle'];

const mailsSchema = v.array(
  v.object({ to: v.string(), from: v.string(), subject: v.string(), text: v.string(), at: v.string() }),
);
type Mail = v.InferOutput<typeof mailsSchema>[number];

/** A customer of whom no other test knows. */
const aCustomer = (name: string) => ({ name, email: `${name.toLowerCase()}@example.org` });

describe('receipts', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  }, 30_000);
  afterAll(() => shop.stop());

  const outage = (method: string, mode?: string) =>
    fetch(`${shop.target.url}/_local/outages/ses`, { method, ...(mode ? { body: JSON.stringify({ mode }) } : {}) });

  const mailsTo = async (email: string): Promise<Mail[]> => {
    const mails = v.parse(mailsSchema, await (await fetch(`${shop.target.url}/_local/mails`)).json());
    return mails.filter(({ to }) => to === email);
  };
  const mailed = (email: string, count = 1): Promise<Mail[]> =>
    until(
      () => mailsTo(email),
      (mails) => mails.length >= count,
      { seconds: 20 },
    );

  const send = (body: string) =>
    shop.target.sqs.send(new SendMessageCommand({ QueueUrl: shop.target.outputs.ReceiptsQueueUrl, MessageBody: body }));
  const allMailed = () =>
    until(
      () => depth(shop.target, shop.target.outputs.ReceiptsQueueUrl),
      (count) => count === 0,
      { seconds: 20 },
    );

  const eventOf = ({ orderId, number, status, version }: Order, fields: object = {}): string =>
    JSON.stringify({
      ...{ v: 1, type: 'order.ready', orderId, number, status, version, at: new Date().toISOString() },
      ...fields,
    });

  it('tell a customer once that an order is ready, under its number, with its total', async () => {
    const customer = aCustomer('Ada');
    const { orderId, number } = await place(shop.target, { customer });
    const mails = await mailed(customer.email);
    await reaches(shop.target, orderId, 'READY', 10);
    await allDone(shop.target, 10);
    await allMailed();
    expect(await mailsTo(customer.email)).toEqual(mails);
    expect(mails).toEqual([
      {
        to: 'ada@example.org',
        from: 'shop@example.org',
        subject: `Order ${number} is ready`,
        text: expect.stringMatching(/^Hello Ada,.*1 × latte, medium.*Total: 3\.90 EUR\n$/s),
        at: expect.any(String),
      },
    ]);
  }, 40_000);

  it('tell a customer that an order is cancelled', async () => {
    const customer = aCustomer('Grace');
    const pickupAt = new Date(Date.now() + 3_600_000).toISOString();
    const { orderId, number } = await place(shop.target, { customer, pickupAt });
    await reaches(shop.target, orderId, 'PLACED', 10);
    await fetch(`${shop.target.url}/orders/${orderId}`, { method: 'DELETE' });
    expect(await mailed(customer.email)).toMatchObject([{ subject: `Order ${number} is cancelled` }]);
  }, 40_000);

  it('are not sent again for an event that comes again, nor for one that was overtaken', async () => {
    // GIVEN an order whose customer knows that it is ready
    const customer = aCustomer('Edsger');
    const { orderId } = await place(shop.target, { customer });
    const order = await reaches(shop.target, orderId, 'READY', 10);
    await mailed(customer.email);
    await allMailed();
    // WHEN its event comes again, and others that its record does not bear out
    await send(eventOf(order));
    await send(eventOf(order, { version: 2 }));
    await send(eventOf(order, { type: 'order.cancelled', status: 'CANCELLED', version: 9 }));
    await allMailed();
    // THEN the customer hears nothing of them, and nothing is given up
    expect(await mailsTo(customer.email)).toHaveLength(1);
    expect(await depth(shop.target, shop.target.outputs.ReceiptsDlqUrl)).toBe(0);
  }, 40_000);

  it.each(MODES)(
    'come when SES is back (%s), and orders are made without it as ever',
    async (mode) => {
      const customer = aCustomer(`Barbara-${mode}`);
      await outage('PUT', mode);
      const failure = shop.line(/receipts .*record\.failed reason="mail-failed"/);
      const { orderId } = await place(shop.target, { customer });
      await reaches(shop.target, orderId, 'READY', 10);
      await failure;
      expect(await mailsTo(customer.email)).toEqual([]);

      await outage('DELETE');

      expect(await mailed(customer.email)).toMatchObject([{ subject: expect.stringContaining('is ready') }]);
    },
    40_000,
  );

  it('leave what can never be read to their dead-letter queue at once, with its body and the reason', async () => {
    const QueueUrl = shop.target.outputs.ReceiptsDlqUrl;
    await send('it is ready');
    const receive = async (): Promise<Message | undefined> => {
      const receiving = new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] });
      return (await shop.target.sqs.send(receiving)).Messages?.[0];
    };
    const dead = await until(receive, (message) => message !== undefined, { seconds: 20 });
    expect(dead?.Body).toBe('it is ready');
    const failure: unknown = JSON.parse(dead?.MessageAttributes?.failure?.StringValue ?? '{}');
    expect(failure).toMatchObject({
      code: 'not-json',
      receiveCount: 1,
      sourceQueue: expect.stringMatching(/Receipts/),
    });
    expect(await depth(shop.target, QueueUrl)).toBe(1);
  }, 40_000);
});
