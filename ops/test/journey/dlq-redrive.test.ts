import { once } from 'node:events';
import { DeleteMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { within } from '../../../test/journey/support/limits.ts';
import { depth, reaches, stored } from '../../../test/journey/support/orders.ts';
import { subscribe } from '../../../test/journey/support/probe.ts';
import type { Target } from '../../../test/journey/support/target.ts';
import { until } from '../../../test/journey/support/until.ts';
import { redriveLetters } from '../../dead-letters/redrive.ts';
import type { TargetQueue } from '../../target/queues.ts';
import {
  aLetter,
  aReason,
  holds,
  messagesOn,
  noneHidden,
  quarantine,
  type SentLetter,
} from '../support/dead-letters.ts';
import { dropAll } from '../support/drop-all.ts';
import { argumentsOf, type OpsOnTarget, openOps } from '../support/on-target.ts';
import { startOps } from '../support/run-ops.ts';

let shop: OpsOnTarget;
beforeAll(async () => {
  shop = await openOps();
});
afterAll(async () => {
  for (const queue of ['orders', 'tabs'] as const) await dropAll(shop, queue); // another file can redrive them
  await shop.close();
});

const idsOf = (letters: readonly SentLetter[]): string[] => letters.map(({ orderId }) => orderId);

describe('500 dead letters, 50 of them with one reason', () => {
  const [wanted, other] = [aReason(), aReason()];
  const letters = Array.from({ length: 500 }, (_, n) => aLetter({ reason: n % 10 === 3 ? wanted : other }));
  const chosen = letters.filter(({ reason }) => reason === wanted);
  const rest = letters.filter(({ reason }) => reason === other);
  const redrive = ['dlq', 'redrive', '--queue', 'orders', '--reason', wanted, '--yes'];

  /** Begins a redrive, and kills it once it has moved a letter. */
  const killHalfWay = async (): Promise<void> => {
    const { OrdersDlqUrl } = shop.target.outputs;
    const left = await depth(shop.target, OrdersDlqUrl);
    const child = startOps([...redrive, '--rate', '20', ...argumentsOf(shop.target)]);
    const closed = once(child, 'close'); // on a busy machine it can end before the kill
    await until(
      () => depth(shop.target, OrdersDlqUrl),
      (found) => found < left,
      { seconds: 60 },
    );
    child.kill('SIGKILL');
    await closed;
  };

  it(
    'moves exactly these 50, though the redrive is killed five times, and each order is made once',
    async () => {
      // GIVEN
      const { target, opsJson } = shop;
      const { OrdersDlqUrl } = target.outputs;
      const before = await depth(target, OrdersDlqUrl);
      const probe = await subscribe(target, 'redrive');
      await quarantine(target, letters);
      await holds(target, OrdersDlqUrl, before + 500);

      // WHEN
      for (let kills = 0; kills < 5; kills++) await killHalfWay();
      const movedSoFar = 500 + before - (await depth(target, OrdersDlqUrl));
      await noneHidden(target, OrdersDlqUrl);
      const finish = async (): Promise<number> => {
        expect((await opsJson(redrive)).code).toBe(0);
        return depth(target, OrdersDlqUrl);
      };
      await until(finish, (found) => found === before + 450, { seconds: 60 });

      // THEN
      expect(movedSoFar).toBeLessThan(50);
      for (const { orderId } of chosen) await reaches(target, orderId, 'READY', 60);
      const records = await stored(target, idsOf(chosen));
      // The version does not count: a claim whose answer is late is released before the order is prepared, and made again.
      expect(records.map(({ status, attempts }) => `${status} after ${attempts}`)).toEqual(
        chosen.map(() => 'READY after 1'),
      );
      const events = await probe.events(idsOf(chosen), 100);
      const begun = events.filter(({ type }) => type === 'order.preparing').map(({ orderId }) => orderId);
      expect(begun.toSorted()).toEqual(idsOf(chosen).toSorted());
      expect(await stored(target, idsOf(rest))).toEqual([]);
      const left = new Set((await messagesOn(target, OrdersDlqUrl)).map(({ Body }) => Body));
      expect(rest.filter(({ body }) => !left.has(body))).toEqual([]);
      await probe.close();
    },
    within(240),
  );
});

describe('a redrive that is interrupted', () => {
  it.each([
    ['by hand', (reason: string) => ['--reason', reason]],
    ['by the move task of SQS', () => ['--all']],
  ])(
    'ends in order at Ctrl-C, and leaves the rest visible: %s',
    async (_how, choice) => {
      // GIVEN
      const { target } = shop;
      const { OrdersDlqUrl } = target.outputs;
      await dropAll(shop, 'orders');
      const reason = aReason();
      const letters = Array.from({ length: 20 }, () => aLetter({ reason }));
      await quarantine(target, letters);
      await holds(target, OrdersDlqUrl, 20);
      // WHEN
      const args = ['dlq', 'redrive', '--queue', 'orders', ...choice(reason), '--rate', '2', '--yes'];
      const child = startOps([...args, ...argumentsOf(target)]);
      const closed = once(child, 'close');
      await until(
        () => depth(target, OrdersDlqUrl),
        (found) => found < 20,
        { seconds: 60 },
      );
      child.kill('SIGINT');
      child.kill('SIGINT'); // npm repeats the signal of a terminal
      const [code] = await closed;
      // THEN
      expect(code).toBe(130);
      const left = await depth(target, OrdersDlqUrl);
      expect(left).toBeGreaterThan(0);
      const shown = await messagesOn(target, OrdersDlqUrl);
      expect(shown).toHaveLength(left);
      const gone = letters.filter(({ body }) => !shown.some(({ Body }) => Body === body));
      for (const { orderId } of gone) await reaches(target, orderId, 'READY', 30);
    },
    within(120),
  );

  it.each([
    ['orders', undefined],
    ['tabs', 'table-redrive'],
  ] as const)(
    'makes each order once if it died between the send and the deletion: %s',
    async (name, tab) => {
      // GIVEN
      const { target, opsJson } = shop;
      const probe = await subscribe(target, 'died');
      await dropAll(shop, name);
      const reason = aReason();
      const letters = Array.from({ length: 3 }, () => aLetter({ reason, ...(tab && { tab }) }));
      await quarantine(target, letters, tab);
      // WHEN its first deletion fails
      const died = redriveLetters({
        ...{
          sqs: withoutDeletions(target),
          queue: targetQueue(target, name),
          select: async () => true,
          isListed: () => true,
        },
        ...{ expected: 3, rate: undefined, signal: new AbortController().signal, onMoved: () => undefined },
      });
      await expect(died).rejects.toThrow('died');
      expect(await opsJson(['dlq', 'redrive', '--queue', name, '--reason', reason, '--yes'])).toMatchObject({
        json: { moved: 3 },
      });
      // THEN
      for (const { orderId } of letters) await reaches(target, orderId, 'READY', 30);
      const events = await probe.events(idsOf(letters), 6);
      const begun = events.filter(({ type }) => type === 'order.preparing').map(({ orderId }) => orderId);
      expect(begun.toSorted()).toEqual(idsOf(letters).toSorted());
      await probe.close();
    },
    within(120),
  );
});

/** A client of SQS that deletes nothing, as if the process died before. */
const withoutDeletions = ({ sqs }: Target): SQSClient =>
  Object.assign(Object.create(sqs), {
    send: (command: Parameters<SQSClient['send']>[0]) =>
      command instanceof DeleteMessageBatchCommand ? Promise.reject(new Error('died')) : sqs.send(command),
  });

const targetQueue = ({ outputs }: Target, name: 'orders' | 'tabs'): TargetQueue => {
  const [url, dlqUrl] =
    name === 'orders' ? [outputs.OrdersQueueUrl, outputs.OrdersDlqUrl] : [outputs.TabsQueueUrl, outputs.TabsDlqUrl];
  return { name, url, dlqUrl, arn: '', dlqArn: '', fifo: name === 'tabs' };
};
