import { once } from 'node:events';
import { within } from '../../../test/journey/support/limits.ts';
import { depth, reaches, stored } from '../../../test/journey/support/orders.ts';
import { subscribe } from '../../../test/journey/support/probe.ts';
import { until } from '../../../test/journey/support/until.ts';
import { aLetter, aReason, holds, messagesOn, quarantine, type SentLetter } from '../support/dead-letters.ts';
import { argumentsOf, type OpsOnTarget, openOps } from '../support/on-target.ts';
import { startOps } from '../support/run-ops.ts';

let shop: OpsOnTarget;
beforeAll(async () => {
  shop = await openOps();
});
afterAll(() => shop.close());

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
    await until(
      () => depth(shop.target, OrdersDlqUrl),
      (found) => found < left,
      { seconds: 60 },
    );
    child.kill('SIGKILL');
    await once(child, 'close');
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
      const finish = async (): Promise<number> => {
        expect((await opsJson(redrive)).code).toBe(0);
        return depth(target, OrdersDlqUrl);
      };
      await until(finish, (found) => found === before + 450, { seconds: 60 });

      // THEN
      expect(movedSoFar).toBeLessThan(50);
      for (const { orderId } of chosen) await reaches(target, orderId, 'READY', 60);
      const records = await stored(target, idsOf(chosen));
      expect(records.map(({ attempts, version }) => `${attempts} attempt, version ${version}`)).toEqual(
        chosen.map(() => '1 attempt, version 2'),
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
