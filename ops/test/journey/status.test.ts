import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { pointerBody } from '../../../lambda/order/claim-check.ts';
import { claimCheckKey } from '../../../lambda/order/identity.ts';
import { workers } from '../../../lib/workers.ts';
import { takeDeadLetters } from '../../../test/journey/support/dead-letters.ts';
import { within } from '../../../test/journey/support/limits.ts';
import { place, reaches } from '../../../test/journey/support/orders.ts';
import { type Target, targetKind } from '../../../test/journey/support/target.ts';
import { type OpsOnTarget, openOps } from '../support/on-target.ts';

/** The key of the body of an order in S3, whether it is there or not. */
const claimCheckKeyOf = async ({ dynamodb, outputs }: Target, orderId: string): Promise<string> => {
  const get = new GetItemCommand({ TableName: outputs.OrderTableName, Key: { orderId: { S: orderId } } });
  const { Item } = await dynamodb.send(get);
  return claimCheckKey({ orderId, requestHash: Item?.requestHash?.S ?? '' });
};

const UUID_IN_TEXT = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

const names = ['orders', 'tabs', 'pickups', 'receipts', 'imports', ...workers.map(({ queue }) => queue).toSorted()];

describe('the status', () => {
  let shop: OpsOnTarget;
  beforeAll(async () => {
    shop = await openOps();
  });
  afterAll(() => shop.close());
  const onLocal = targetKind === 'local' ? it : it.skip;

  it(
    'shows each queue with its mapping, and the oldest waiting order',
    async () => {
      // GIVEN an order that waits for an hour
      const pickupAt = new Date(Date.now() + 60 * 60_000).toISOString();
      const { orderId, number } = await place(shop.target, { pickupAt });
      // WHEN
      const { json } = await shop.opsJson(['status']);
      const { stdout } = await shop.ops(['status']);
      // THEN
      const counts = { visible: expect.any(Number), inFlight: expect.any(Number), delayed: expect.any(Number) };
      expect(json).toMatchObject({
        queues: names.map((name) => ({
          ...{ name, ...counts },
          ...{ deadLetters: expect.any(Number), mapping: 'Enabled' },
        })),
        orders: { waiting: { late: 0, oldest: { number: expect.any(String), ageSeconds: expect.any(Number) } } },
        missing: [],
      });
      expect(stdout).toMatch(/^QUEUE +VISIBLE {2}IN FLIGHT {2}DELAYED {2}DEAD LETTERS {2}MAPPING/m);
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
      if (targetKind === 'local')
        expect(json).toMatchObject({ orders: { waiting: { total: 1, oldest: { number, status: 'PLACED' } } } });
      await shop.ops(['order', 'cancel', orderId]);
    },
    within(60),
  );

  onLocal('is well in a shop without a fault, with the exit code 0', async () => {
    const { code, stdout, stderr } = await shop.ops(['status']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^the shop on port \d+ is well\n/);
  });

  it(
    'is not well with a stuck order and its dead letter, and names both',
    async () => {
      // GIVEN an order that waits for an hour, and a message of it whose claim check is missing
      const { outputs, sqs } = shop.target;
      const pickupAt = new Date(Date.now() + 60 * 60_000).toISOString();
      const { orderId, number } = await place(shop.target, { pickupAt });
      const pointer = {
        s3BucketName: outputs.ClaimCheckBucketName,
        s3Key: await claimCheckKeyOf(shop.target, orderId),
      };
      const MessageBody = pointerBody(pointer);
      await sqs.send(new SendMessageCommand({ QueueUrl: outputs.OrdersQueueUrl, MessageBody, MessageGroupId: '0' }));
      await reaches(shop.target, orderId, 'STUCK', 60);
      // WHEN
      const { code, json } = await shop.opsJson(['status']);
      const { stdout } = await shop.ops(['status']);
      // THEN
      expect({ code, json }).toMatchObject({
        code: 1,
        json: {
          well: false,
          reasons: expect.arrayContaining(['dead-letters', 'stuck']),
          orders: {
            stuck: {
              newest: expect.arrayContaining([
                expect.objectContaining({ number, failure: expect.objectContaining({ code: 'claim-check-missing' }) }),
              ]),
            },
          },
        },
      });
      expect(stdout).toMatch(/is NOT WELL\n/);
      expect(stdout).toMatch(new RegExp(`^${number}  +\\d+ s +claim-check-missing$`, 'm'));
      // AND no order id, which is the credential of a customer
      expect(JSON.stringify(json) + stdout).not.toMatch(UUID_IN_TEXT);
      await shop.ops(['order', 'cancel', orderId]);
      await takeDeadLetters(shop.target, outputs.OrdersDlqUrl, 1);
    },
    within(90),
  );

  onLocal('names each part that cannot be read, and shows the rest', async () => {
    const outage = (method: string) =>
      fetch(`${shop.target.url}/_local/outages/dynamodb`, { method, body: JSON.stringify({ mode: 'refuse' }) });
    await outage('PUT');
    try {
      const [{ code, json }, text] = await Promise.all([shop.opsJson(['status']), shop.ops(['status'])]);
      expect({ code, json }).toMatchObject({
        code: 1,
        json: {
          well: false,
          reasons: ['missing'],
          queues: [
            { name: 'orders', visible: 0, deadLetters: 0, mapping: 'Enabled' },
            ...names.slice(1).map(() => ({})),
          ],
          orders: {},
          missing: ['lanes.ready', 'lanes.stuck', 'lanes.waiting'].map((part) => ({
            part,
            reason: expect.stringContaining('dynamodb should answer Query, got '),
          })),
        },
      });
      expect(text.stdout).toMatch(
        /^missing +lanes\.ready, lanes\.stuck, lanes\.waiting: dynamodb should answer Query/m,
      );
      expect(text.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    } finally {
      await outage('DELETE');
    }
  });
});
