import { randomUUID } from 'node:crypto';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { holdsFor, timeFor } from '../properties/property.ts';
import { anyGoodRequest, anySampleLine, type GoodRequest, type Said } from '../properties/requests.ts';
import { customerOf } from './support/anybody.ts';
import { itOf } from './support/behaviour.ts';
import { fetch } from './support/fetch.ts';
import { limits } from './support/limits.ts';
import { type OpenTarget, openTarget } from './support/open.ts';
import { longOrderLines, postWithRetries, reaches } from './support/orders.ts';
import { leftOut } from './support/parts.ts';
import { type Probe, subscribe } from './support/probe.ts';

const placedSchema = v.looseObject({ orderId: v.string(), number: v.string() });
const keySchema = v.looseObject({ orderId: v.string(), requestHash: v.string() });

let shop: OpenTarget;
let probe: Probe;
beforeAll(async () => {
  shop = await openTarget();
  probe = await subscribe(shop.target, 'round-trip');
});
afterAll(async () => {
  await probe.close();
  await shop.close();
});

const answered = async (orderId: string): Promise<unknown> =>
  (await fetch(`${shop.target.url}/orders/${orderId}`)).json();

const recorded = async (orderId: string): Promise<Record<string, unknown>> => {
  const { dynamodb, outputs } = shop.target;
  const Key = { orderId: { S: orderId } };
  const asking = new GetItemCommand({ TableName: outputs.OrderTableName, Key, ConsistentRead: true });
  return unmarshall((await dynamodb.send(asking)).Item ?? {});
};

/** The message of a long order: its body is in S3. */
const storedMessage = async (record: unknown): Promise<unknown> => {
  const { orderId, requestHash } = v.parse(keySchema, record);
  const asking = new GetObjectCommand({
    Bucket: shop.target.outputs.ClaimCheckBucketName,
    Key: `${orderId}/${requestHash}`,
  });
  const { Body } = await shop.target.s3.send(asking);
  return JSON.parse((await Body?.transformToString()) ?? '');
};

type Placed = { readonly orderId: string; readonly number: string; readonly said: Said };

/** Places an order, and compares its answers and its record with the request. */
const placeAny = async ({ sent, said }: GoodRequest): Promise<Placed> => {
  const { status, body } = await postWithRetries(shop.target, sent, randomUUID());
  expect({ status, body }).toMatchObject({ status: 202, body: said });
  const { orderId, number } = v.parse(placedSchema, body);
  const isLong = said.lines.length === longOrderLines.length;
  const record = await recorded(orderId);
  const { lines, ...short } = said;
  expect(record).toMatchObject(isLong ? short : said);
  if (isLong) expect(await storedMessage(record)).toMatchObject({ order: { ...short, lines } });
  expect(await answered(orderId)).toMatchObject(said);
  return { orderId, number, said };
};

/** Waits until an order is made, and compares its answer and its event. An event with another field is refused. */
const followUp = async ({ orderId, number, said }: Placed): Promise<void> => {
  const { version } = await reaches(shop.target, orderId, 'READY', 60);
  expect(await answered(orderId)).toMatchObject(said);
  const events = await probe.events([orderId], 2);
  expect(events).toContainEqual(expect.objectContaining({ type: 'order.ready', orderId, number, version }));
};

itOf('roundTrip')(
  'every accepted request comes back the same from record, event and answer',
  async () => {
    // Pick-up times of 7 to 9 minutes ahead: the run is over before them, and the orders are made at once.
    const requests = anyGoodRequest({
      line: anySampleLine,
      mostLines: 30,
      email: customerOf,
      now: Date.now() + 5 * 60_000,
      mostMinutes: 4,
      without: leftOut,
    });
    const placed: Placed[] = [];
    await holdsFor(requests, limits.requests, async (request) => {
      placed.push(await placeAny(request));
      return ['accepted'];
    });
    for (const order of placed) await followUp(order);
  },
  timeFor(limits.requests, 2000),
);

itOf('roundTrip')(
  'a long request in several scripts comes back the same from the message in S3 and from the answer',
  async () => {
    const customer = { name: 'Ἄδα अदा 𠮷 👩‍🍳', email: 'success+ada@simulator.amazonses.com' };
    const said = { customer, lines: longOrderLines };
    await followUp(await placeAny({ sent: said, said }));
  },
);
