import { randomUUID } from 'node:crypto';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { type OpenTarget, openTarget } from '../journey/support/open.ts';
import { allDone, aRequest, post, stored } from '../journey/support/orders.ts';
import { cdk } from '../targets/run.ts';

const CUSTOMERS = 2;
const NEXT_RELEASE = ['--app', 'node test/localstack/next-release.ts', '--output', 'cdk.out/next-release'];

const acceptedSchema = v.object({ orderId: v.string() });

describe('an update of all stacks', () => {
  let shop: OpenTarget;
  beforeAll(async () => {
    shop = await openTarget();
  });
  afterAll(() => shop.close());

  const visibilityTimeout = async (QueueUrl: string): Promise<string | undefined> => {
    const asking = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout'] });
    return (await shop.target.sqs.send(asking)).Attributes?.VisibilityTimeout;
  };

  /** Places an order, and retries server errors with the same key, as the README asks customers to. */
  const order = async (fields: Record<string, unknown>): Promise<string> => {
    const key = { 'Idempotency-Key': randomUUID() };
    for (;;) {
      const { status, body } = await post(shop.target, aRequest(fields), key);
      if (status === 202) return v.parse(acceptedSchema, body).orderId;
      expect(status).toBeGreaterThanOrEqual(500);
    }
  };

  it('loses no order that is accepted during it', async () => {
    // GIVEN customers who place orders without a pause, one of them on a tab
    const accepted: string[] = [];
    const deployed = new AbortController();
    const customer = async (n: number): Promise<void> => {
      while (!deployed.signal.aborted) accepted.push(await order(n === 0 ? { tab: 'table-1' } : {}));
    };
    const customers = Array.from({ length: CUSTOMERS }, (_, n) => customer(n));
    const before = await visibilityTimeout(shop.target.outputs.TabsQueueUrl);

    // WHEN
    const release = { signal: new AbortController().signal, environment: {} };
    await cdk(['deploy', '--all', '--require-approval', 'never', ...NEXT_RELEASE], release).finally(() =>
      deployed.abort(),
    );
    await Promise.all(customers);
    await allDone(shop.target, 60);

    // THEN
    expect(await visibilityTimeout(shop.target.outputs.TabsQueueUrl)).not.toBe(before);
    const records = await stored(shop.target, accepted);
    expect(accepted.length).toBeGreaterThan(20);
    expect(records).toHaveLength(accepted.length);
    expect(records.filter(({ status }) => status !== 'READY')).toEqual([]);
  });
});
