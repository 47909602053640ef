import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { type Message, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { asciiJson } from '../../lambda/aws/ascii-json.ts';
import { type Erased, eraseCustomer } from '../../test/drills/erase-customer.ts';
import { launchShop, type Shop } from '../../test/journey/support/launch-shop.ts';
import { putRecord } from '../../test/journey/support/lease.ts';
import { allMailed, type Mail, mailAbout, mailed, mailsTo } from '../../test/journey/support/mails.ts';
import { aPlacedMessage } from '../../test/journey/support/messages.ts';
import { depth, longOrderLines as lines, type Order, place, reaches } from '../../test/journey/support/orders.ts';
import { until } from '../../test/journey/support/until.ts';

const MOST_ATTEMPTS = 12;
const ada = { name: 'Ada', email: 'success+ada-erase@simulator.amazonses.com' };
const grace = { name: 'Grace', email: 'success+grace-erase@simulator.amazonses.com' };

describe('a customer who is erased', () => {
  let shop: Shop;
  let orders: Awaited<ReturnType<typeof placeOrders>>;
  let erased: Erased;

  beforeAll(async () => {
    shop = await launchShop();
    orders = await placeOrders();
    erased = await eraseCustomer(shop.target, { email: ada.email });
  });
  afterAll(() => shop.stop());

  /** An order that is quarantined: its message is in the dead-letter queue. */
  const aStuckOrder = async (customer: object): Promise<Order> => {
    const message = aPlacedMessage({}, { customer });
    await putRecord(shop.target, message, { status: 'PLACED', attempts: MOST_ATTEMPTS });
    const MessageBody = asciiJson(message);
    await shop.target.sqs.send(new SendMessageCommand({ QueueUrl: shop.target.outputs.OrdersQueueUrl, MessageBody }));
    return reaches(shop.target, message.orderId, 'STUCK', 20);
  };

  const aReadyOrder = async (fields: Readonly<Record<string, unknown>>): Promise<Order> => {
    const { orderId } = await place(shop.target, fields);
    return reaches(shop.target, orderId, 'READY', 20);
  };

  const placeOrders = async () => {
    const short = await aReadyOrder({ customer: ada, tab: 'ada' });
    const long = await aReadyOrder({ customer: ada, lines });
    const stuck = await aStuckOrder(ada);
    // A dead letter without a record, as of an order that was placed while the table was down.
    const MessageBody = asciiJson(aPlacedMessage({}, { customer: ada }));
    await shop.target.sqs.send(
      new SendMessageCommand({ QueueUrl: shop.target.outputs.TabsDlqUrl, ...inGroup, MessageBody }),
    );
    const others = [await aReadyOrder({ customer: grace, lines }), await aStuckOrder(grace)];
    const mailsBefore = await mailed(shop.target, ada.email, 3);
    await allMailed(shop.target);
    // The last one, because the clock runs: a barista begins it 10 minutes before its time, in 20 s.
    const pickupAt = new Date(Date.now() + 620_000).toISOString();
    const waiting = await place(shop.target, { customer: ada, pickupAt });
    return { waiting, short, long, stuck, others, mailsBefore };
  };

  const inGroup = { MessageGroupId: 'tab', MessageDeduplicationId: 'dead' };

  const recordsText = async (): Promise<string> =>
    JSON.stringify(
      (await shop.target.dynamodb.send(new ScanCommand({ TableName: shop.target.outputs.OrderTableName }))).Items,
    );

  const objectTexts = async (): Promise<readonly string[]> => {
    const Bucket = shop.target.outputs.ClaimCheckBucketName;
    const { Contents = [] } = await shop.target.s3.send(new ListObjectsV2Command({ Bucket }));
    const reading = Contents.map(async ({ Key }) => {
      const { Body } = await shop.target.s3.send(new GetObjectCommand({ Bucket, Key }));
      return `${await Body?.transformToString()}`;
    });
    return Promise.all(reading);
  };

  const queueUrls = (): readonly string[] =>
    Object.entries(shop.target.outputs).flatMap(([name, url]) => (/(Queue|Dlq)Url$/.test(name) && url ? [url] : []));

  /** The visible messages of every queue. */
  const visibleMessages = async (): Promise<readonly Message[]> => {
    const receiving = queueUrls().map((QueueUrl) =>
      shop.target.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 })),
    );
    return (await Promise.all(receiving)).flatMap(({ Messages = [] }) => Messages);
  };

  it('is in no record, no object and no dead letter', async () => {
    const { waiting, short, long, stuck } = orders;
    expect({ ...erased, records: erased.records.toSorted(), cancelled: erased.cancelled.toSorted() }).toEqual({
      records: [waiting, short, long, stuck].map(({ number }) => number).toSorted(),
      cancelled: [waiting.number, stuck.number].toSorted(),
      objects: 1,
      deadLetters: 2,
    });
    expect(await recordsText()).not.toMatch(/ada-erase|"Ada"/);
    expect((await objectTexts()).filter((text) => text.includes('ada-erase'))).toEqual([]);
    expect((await visibleMessages()).filter(({ Body = '' }) => Body.includes('ada-erase'))).toEqual([]);
    expect(await depth(shop.target, shop.target.outputs.TabsDlqUrl)).toBe(0);
  });

  it('is in no queue once the message of a waiting order was delivered, and the order is not made', async () => {
    const { OrdersQueueUrl, TabsQueueUrl, PickupsQueueUrl, ReceiptsQueueUrl } = shop.target.outputs;
    for (const url of [OrdersQueueUrl, TabsQueueUrl, PickupsQueueUrl, ReceiptsQueueUrl])
      await until(
        () => depth(shop.target, url),
        (count) => count === 0,
        { seconds: 60 },
      );
    await reaches(shop.target, orders.waiting.orderId, 'CANCELLED', 1);
    expect(await recordsText()).not.toMatch(/ada-erase|"Ada"/);
  });

  it('gets no more mail than that an order is cancelled', async () => {
    await allMailed(shop.target);
    const mails: unknown = await (await fetch(`${shop.target.url}/_local/mails`)).json();
    expect(JSON.stringify(mails)).not.toContain('customer.invalid');
    const { waiting, stuck, mailsBefore } = orders;
    const textsOf = (mails: readonly Pick<Mail, 'subject' | 'text'>[]) =>
      mails.map(({ subject, text }) => `${subject}\n${text}`);
    const known = [...textsOf(mailsBefore), ...textsOf([waiting, stuck].map((it) => mailAbout('cancelled', it, ada)))];
    const texts = textsOf(await mailsTo(shop.target, ada.email));
    expect(texts).toHaveLength(new Set(texts).size);
    expect(texts.filter((text) => !known.includes(text))).toEqual([]);
  });

  it('does not affect other customers', async () => {
    const [made, stuck] = orders.others;
    await reaches(shop.target, made?.orderId ?? '', 'READY', 1);
    expect((await recordsText()).match(/grace-erase/g)).toHaveLength(2);
    await reaches(shop.target, stuck?.orderId ?? '', 'STUCK', 1);
    expect((await visibleMessages()).filter(({ Body = '' }) => Body.includes('grace-erase'))).toHaveLength(1);
    expect(await objectTexts()).toEqual([expect.stringContaining('grace-erase')]);
    expect(await depth(shop.target, shop.target.outputs.OrdersDlqUrl)).toBe(1);
  });

  it('can be named by one order', async () => {
    const customer = { name: 'Joan', email: 'success+joan-erase@simulator.amazonses.com' };
    const first = await aReadyOrder({ customer, lines });
    await aReadyOrder({ customer });
    expect(await eraseCustomer(shop.target, { orderId: first.orderId })).toMatchObject({
      records: [first.number],
      objects: 1,
    });
    expect((await recordsText()).match(/joan-erase/g)).toHaveLength(1);
  });
});
