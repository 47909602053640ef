import { checkEqual } from '../check.ts';
import { idsOf, placeOrders, waitForStatus } from '../orders.ts';
import type { Step } from '../scene.ts';
import { milliseconds, seconds, slowest } from '../words.ts';

const LIMIT_SECONDS = 30;

export const work: Step = {
  name: 'work',
  title: 'The cashier and the barista work',
  now: (plan) => `${plan.work} customers order. The cashier takes each order, and the barista makes it.`,
  run: async (scene) => {
    const orders = scene.plan.work;
    const answers = await placeOrders(scene.shop.url, orders, 1);
    const ids = idsOf(answers);
    scene.accepted.push(...ids);
    const made = await waitForStatus(scene, ids, 'READY', LIMIT_SECONDS);
    checkEqual('the number of accepted orders', ids.length, orders);
    return {
      numbers: { accepted: ids.length, ready: ids.length, slowestMilliseconds: slowest(answers), madeSeconds: made },
      seen: [
        `${ids.length} orders were accepted, each within ${milliseconds(slowest(answers))}. The barista had made all of them ${seconds(made)} later.`,
      ],
      why: 'The cashier sends an order to SQS before it answers. From then on a queue holds it, and no process has to remember it.',
      command: 'order place',
    };
  },
};
