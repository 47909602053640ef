import { checkEqual } from '../check.ts';
import { idsOf, placeOrders, waitForStatus } from '../orders.ts';
import type { Step } from '../scene.ts';
import { milliseconds, quantile, seconds } from '../words.ts';

const LIMIT_SECONDS = 60;

export const rush: Step = {
  name: 'rush',
  title: 'A rush',
  now: ({ rush: { orders, atOnce } }) => `${orders} customers order, ${atOnce} of them at the same time.`,
  run: async (scene) => {
    const { orders, atOnce } = scene.plan.rush;
    const began = performance.now();
    const answers = await placeOrders(scene.shop.url, orders, atOnce);
    const acceptedSeconds = (performance.now() - began) / 1000;
    const ids = idsOf(answers);
    scene.accepted.push(...ids);
    const drainedSeconds = await waitForStatus(scene, ids, 'READY', LIMIT_SECONDS);
    checkEqual('the number of accepted orders', ids.length, orders);
    const times = answers.map((answer) => answer.milliseconds);
    const [half, most] = [quantile(times, 0.5), quantile(times, 0.95)];
    return {
      numbers: {
        ...{ accepted: ids.length, ready: ids.length, acceptedSeconds, drainedSeconds },
        ...{ medianMilliseconds: half, percentile95Milliseconds: most },
      },
      seen: [
        `${ids.length} orders were accepted in ${seconds(acceptedSeconds)}: half of them within ${milliseconds(half)}, 95 % within ${milliseconds(most)}. The last one was made ${seconds(drainedSeconds)} after that.`,
      ],
      why: 'The queue takes the rush. The cashier waits for nobody, and the barista works at its own pace.',
      command: 'status',
    };
  },
};
