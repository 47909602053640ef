import { setTimeout as delay } from 'node:timers/promises';
import { checkAtLeast, checkEqual } from '../check.ts';
import { startDatabase, stopDatabase } from '../faults.ts';
import { countCoupledMails } from '../mails.ts';
import { type Answer, countReady, idsOf, placeOrder, readRecords, waitForStatus } from '../orders.ts';
import type { Scene, Step } from '../scene.ts';
import { milliseconds, seconds, slowest } from '../words.ts';

/** The shop has made every order within half of the outage and a minute (P5). */
const RECOVERY_SECONDS = 60;

export const outage: Step = {
  name: 'outage',
  title: 'The database stops',
  now: ({ outage: { orders, seconds: time } }) =>
    `${orders} customers order here, and ${orders} at a tightly coupled shop that uses the same database. For ${seconds(time / 3)} of these ${seconds(time)} it refuses every connection.`,
  run: async (scene) => {
    const { orders, seconds: time } = scene.plan.outage;
    const { here, coupled, endedAt } = await orderAtBoth(scene);
    const ids = idsOf(here);
    scene.accepted.push(...ids);
    await waitForStatus(scene, ids, 'READY', time / 6 + RECOVERY_SECONDS);
    const recovered = (performance.now() - endedAt) / 1000;

    const ready = await countReady(scene.shop.url, ids);
    const [first] = await readRecords(scene.shop, ids.slice(0, 1));
    const coupledIds = idsOf(coupled);
    const coupledFound = await countSaved(scene.coupled.url, coupledIds);
    const coupledMailed = await countCoupledMails(scene.shop);
    const [lost, coupledLost] = [ids.length - ready, coupledIds.length - coupledFound];
    const coupledMailedLost = coupledMailed - coupledFound;
    checkEqual('the number of accepted orders', ids.length, orders);
    checkEqual('the number of orders that this shop loses', lost, 0);
    checkAtLeast('the number of orders that the coupled shop loses', coupledLost, 1);
    return {
      numbers: {
        ...{ accepted: ids.length, ready, lost, slowestMilliseconds: slowest(here), recoveredSeconds: recovered },
        ...{ coupledAccepted: coupledIds.length, coupledFound, coupledLost, coupledMailedLost },
      },
      seen: [
        `The coupled shop answered ${coupledIds.length} orders with success. It has ${coupledFound} of them and lost ${coupledLost}. It had mailed ${coupledMailedLost} of those customers that their order is ready.`,
        `This shop accepted ${ids.length} orders, each within ${milliseconds(slowest(here))}. It has ${ready} of them and lost ${lost}. The last one was made ${seconds(recovered)} after the outage.`,
      ],
      why: 'The coupled shop answers and mails before it records. Here SQS has an order before its customer has the answer, and a barista that cannot record it tries again later.',
      command: `order find ${first?.number}`,
    };
  },
};

/** The coupled shop saves orders every 0.1 s. A second without a change is the end of it. */
const countSaved = async (url: string, orderIds: readonly string[]): Promise<number> => {
  for (let before = -1; ; await delay(1000)) {
    const found = await countReady(url, orderIds);
    if (found === before) return found;
    before = found;
  }
};

/** Customers order at both shops, evenly over the time. The database is down in the second third. */
const orderAtBoth = async ({ shop, coupled, plan }: Scene) => {
  const { orders, seconds: time } = plan.outage;
  const answers: { readonly here: Promise<Answer>; readonly coupled: Promise<Answer> }[] = [];
  let endedAt = 0;
  for (let n = 0; n < orders; n++) {
    if (n === Math.floor(orders / 3)) await stopDatabase(shop);
    if (n === Math.floor((orders * 2) / 3)) {
      await startDatabase(shop);
      endedAt = performance.now();
    }
    answers.push({ here: placeOrder(shop.url), coupled: placeOrder(coupled.url) });
    await delay((time * 1000) / orders);
  }
  return {
    here: await Promise.all(answers.map(({ here }) => here)),
    coupled: await Promise.all(answers.map((answer) => answer.coupled)),
    endedAt,
  };
};
