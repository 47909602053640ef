import { mock } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Call, Fate } from '../aws/cloud.ts';
import type { OrderMessage } from '../contestants/job.ts';
import { type Instance, startInstance } from './instance.ts';
import { type Delivery, deliveryOf, newMessage } from './messages.ts';
import { DLQ_URL } from './names.ts';
import { openShop, type Seen, type Shop } from './shop.ts';
import type { Task } from './task.ts';

/** How a contestant behaves on the same inputs. */
export type Honesty = {
  /** Wrong answers to what every contestant must do. */
  readonly mistakes: readonly string[];
  /** Where a bad message is after its first receive. */
  readonly poison: 'in the DLQ' | 'retried';
  /** How many workers prepared an order at the same time that was delivered to two of them. */
  readonly simultaneous: number;
  /** The moments at which the worker died: before and after each of its calls. */
  readonly crashes: number;
  /** After how many of these the order was recorded as READY and then announced. */
  readonly keptAfterCrash: number;
  /** After how many of these it was recorded as READY more than once. */
  readonly repeatedAfterCrash: number;
};

type Subject = Pick<Task, 'entry' | 'kind' | 'template'>;

/** Longer than every lease, time limit and visibility timeout. */
const LATER = 15 * 60 * 1000;
const MAX_DELIVERIES = 6;

/** Plays the same inputs with a contestant. Time stands still, and passes between two deliveries. */
export const examine = async (subject: Subject): Promise<Honesty> => {
  mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const mistakes: string[] = [];
  const expect = (holds: boolean, mistake: string): void => {
    if (!holds) mistakes.push(mistake);
  };
  await playGoodBatch(subject, expect);
  const poison = await playPoison(subject, expect);
  await playFailingRecord(subject, expect);
  await playDuplicate(subject, expect);
  const simultaneous = await playTwoWorkers(subject, expect);
  return { mistakes, poison, simultaneous, ...(await playCrashes(subject)) };
};

type Expect = (holds: boolean, mistake: string) => void;

const withInstance = async <T>(
  { entry, kind }: Subject,
  shop: Shop,
  play: (instance: Instance) => Promise<T>,
): Promise<T> => {
  const instance = await startInstance(entry, kind, shop.cloud);
  const result = await play(instance);
  instance.stop();
  return result;
};

const orderOf = ({ template }: Subject): { readonly message: OrderMessage; readonly delivery: Delivery } => {
  const message = newMessage(template);
  return { message, delivery: deliveryOf(JSON.stringify(message)) };
};

const isDone = ({ finished, announced, unrecorded }: Seen, { orderId }: OrderMessage): boolean =>
  finished.get(orderId) === 1 && (announced.get(orderId) ?? 0) >= 1 && unrecorded === 0;

const playGoodBatch = async (subject: Subject, expect: Expect): Promise<void> => {
  const shop = openShop();
  const orders = Array.from({ length: 10 }, () => orderOf(subject));
  const failed = await withInstance(subject, shop, ({ deliver }) => deliver(orders.map(({ delivery }) => delivery)));
  expect(failed.length === 0, `a good batch should have no failure, got ${failed.length}`);
  const done = orders.filter(({ message }) => isDone(shop.seen, message)).length;
  expect(done === 10, `a good batch should finish and announce 10 orders once, got ${done}`);
  expect(shop.seen.simultaneous === 1, 'the work on an order should be that of the bench, got other work');
};

const playPoison = async (subject: Subject, expect: Expect): Promise<Honesty['poison']> => {
  const shop = openShop();
  const orders = Array.from({ length: 8 }, () => orderOf(subject));
  const { order: _order, ...incomplete } = newMessage(subject.template);
  const poison = [deliveryOf('not JSON'), deliveryOf(JSON.stringify(incomplete))];
  const batch = [poison, orders.map(({ delivery }) => delivery)].flat();
  const failed = await withInstance(subject, shop, ({ deliver }) => deliver(batch));
  const done = orders.filter(
    ({ message, delivery }) => isDone(shop.seen, message) && !failed.includes(delivery.messageId),
  ).length;
  expect(done === 8, `8 good orders beside two bad messages should be finished, got ${done}`);
  const quarantined = poison.filter(({ body }) =>
    shop.cloud.sqs.sent.some((sent) => sent.queueUrl === DLQ_URL && sent.body === body),
  );
  const lost = poison.filter((message) => !failed.includes(message.messageId) && !quarantined.includes(message)).length;
  expect(lost === 0, `a bad message should be kept in its queue or in the DLQ, got ${lost} lost`);
  return quarantined.length === poison.length ? 'in the DLQ' : 'retried';
};

const playFailingRecord = async (subject: Subject, expect: Expect): Promise<void> => {
  const orders = Array.from({ length: 10 }, () => orderOf(subject));
  const [first] = orders;
  if (!first) return;
  let throttled = true;
  const fateOf = ({ service, text }: Call): Fate =>
    throttled && service === 'dynamodb' && text.includes(first.message.orderId) ? 'throttled' : 'answered';
  const shop = openShop({ fateOf });
  await withInstance(subject, shop, async ({ deliver }) => {
    const failed = await deliver(orders.map(({ delivery }) => delivery));
    const isOnlyFailure = failed.length === 1 && failed[0] === first.delivery.messageId;
    expect(isOnlyFailure, `one record that the store refuses should be the only failure, got ${failed.length}`);
    throttled = false;
    await redeliver(deliver, first.delivery);
  });
  const done = orders.filter(({ message }) => isDone(shop.seen, message)).length;
  expect(done === 10, `a failed record should be finished when it is delivered again, got ${done} of 10 orders`);
};

const playDuplicate = async (subject: Subject, expect: Expect): Promise<void> => {
  const shop = openShop();
  const { message, delivery } = orderOf(subject);
  const twin = { ...deliveryOf(delivery.body), receiveCount: 1 };
  for (const sent of [delivery, twin, { ...delivery, receiveCount: 2 }]) {
    const failed = await withInstance(subject, shop, ({ deliver }) => deliver([sent]));
    expect(failed.length === 0, 'a duplicate of a finished order should be acknowledged, got a failure');
    mock.timers.setTime(Date.now() + 1000);
  }
  expect(isDone(shop.seen, message), 'an order that is delivered three times should be finished once');
};

/** Two workers receive one message at the same time. */
const playTwoWorkers = async (subject: Subject, expect: Expect): Promise<number> => {
  const shop = openShop({ wait: () => setTimeout(5), prepare: () => setTimeout(40) });
  const { message, delivery } = orderOf(subject);
  await withInstance(subject, shop, (one) =>
    withInstance(subject, shop, async (other) => {
      const failed = await Promise.all([one.deliver([delivery]), other.deliver([delivery])]);
      if (failed.flat().length > 0) await redeliver(one.deliver, delivery);
    }),
  );
  const { finished, announced } = shop.seen;
  expect(finished.get(message.orderId) === 1, 'an order that two workers receive at once should be finished once');
  expect((announced.get(message.orderId) ?? 0) >= 1, 'an order that two workers receive at once should be announced');
  return shop.seen.simultaneous;
};

/** A worker dies before or after each of its calls. Its message is delivered to another one until that acknowledges it. */
const playCrashes = async (subject: Subject) => {
  const calm = openShop();
  await withInstance(subject, calm, ({ deliver }) => deliver([orderOf(subject).delivery]));
  const tally = { crashes: 0, keptAfterCrash: 0, repeatedAfterCrash: 0 };
  for (let n = 1; n <= calm.cloud.calls.length; n += 1)
    for (const fate of ['crash-before', 'crash-after'] as const) {
      const { kept, repeated } = await playCrash(subject, n, fate);
      tally.crashes += 1;
      tally.keptAfterCrash += kept ? 1 : 0;
      tally.repeatedAfterCrash += repeated ? 1 : 0;
    }
  return tally;
};

const playCrash = async (subject: Subject, atCall: number, fate: Fate) => {
  const crash = Promise.withResolvers<void>();
  let dead = false;
  let survivor = false;
  const fateOf = (_call: Call, n: number): Fate => {
    if (survivor) return 'answered';
    if (dead) return 'crash-before';
    if (n !== atCall) return 'answered';
    dead = true;
    crash.resolve();
    return fate;
  };
  const shop = openShop({ fateOf });
  const { message, delivery } = orderOf(subject);
  const victim = await startInstance(subject.entry, subject.kind, shop.cloud);
  await Promise.race([victim.deliver([delivery]), crash.promise]);
  await setTimeout(5); // calls that were begun beside the last one reach AWS
  survivor = true;
  await withInstance(subject, shop, ({ deliver }) => redeliver(deliver, delivery));
  const { finished, announced, unrecorded } = shop.seen;
  const times = finished.get(message.orderId) ?? 0;
  return { kept: times > 0 && (announced.get(message.orderId) ?? 0) > 0 && unrecorded === 0, repeated: times > 1 };
};

/** Delivers a message again after its visibility timeout, until it is acknowledged. */
const redeliver = async (deliver: Instance['deliver'], delivery: Delivery): Promise<void> => {
  for (let receiveCount = 2; receiveCount <= MAX_DELIVERIES; receiveCount += 1) {
    mock.timers.setTime(Date.now() + LATER);
    const failed = await deliver([{ ...delivery, receiveCount }]);
    if (failed.length === 0) return;
  }
};
