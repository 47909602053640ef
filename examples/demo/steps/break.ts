import { readWaiting } from '../board.ts';
import { checkEqual } from '../check.ts';
import { setMappings } from '../mappings.ts';
import { idsOf, placeOrders, readRecords, waitForStatus } from '../orders.ts';
import type { Scene, Step } from '../scene.ts';
import { milliseconds, seconds, slowest } from '../words.ts';

const AT_ONCE = 4;
const LIMIT_SECONDS = 30;

export const breakTime: Step = {
  name: 'break',
  title: 'The barista takes a break',
  now: (plan) => `The event source mappings of the barista are disabled, and ${plan.break} customers order.`,
  run: async (scene) => {
    const orders = scene.plan.break;
    await setMappings(scene, 'Disabled');
    const answers = await placeOrders(scene.shop.url, orders, AT_ONCE);
    const ids = idsOf(answers);
    scene.accepted.push(...ids);
    const waiting = await readWaiting(scene, orders);
    const ready = await countMade(scene, ids);
    await scene.look(`${waiting} orders wait on the board.`);
    const backAt = performance.now();
    await setMappings(scene, 'Enabled');
    await waitForStatus(scene, ids, 'READY', LIMIT_SECONDS);
    const made = (performance.now() - backAt) / 1000;
    checkEqual('the number of accepted orders', ids.length, orders);
    checkEqual('the number of orders that wait on the board', waiting, orders);
    checkEqual('the number of orders that are made during the break', ready, 0);
    return {
      numbers: {
        accepted: ids.length,
        waiting,
        ready: ids.length,
        slowestMilliseconds: slowest(answers),
        madeSeconds: made,
      },
      seen: [
        `${ids.length} orders were accepted, each within ${milliseconds(slowest(answers))}. All ${waiting} waited on the board. After the break the barista made them in ${seconds(made)}.`,
      ],
      why: 'The cashier does not call the barista, so a break costs no order. SQS keeps a message for 10 days, until somebody takes it.',
      command: 'break --help',
    };
  },
};

const countMade = async ({ shop }: Scene, orderIds: readonly string[]): Promise<number> =>
  (await readRecords(shop, orderIds)).filter(({ status }) => status !== 'PLACED').length;
