import { checkEqual } from '../check.ts';
import { findDeadLetter, redrive as sendBack } from '../dead-letters.ts';
import { breakWork, mendWork } from '../faults.ts';
import { idsOf, placeOrders, waitForStatus } from '../orders.ts';
import type { Step } from '../scene.ts';
import { seconds } from '../words.ts';

const LIMIT_SECONDS = 30;

export const redrive: Step = {
  name: 'redrive',
  title: 'A stuck order goes on',
  now: () => 'The work on the next order fails for good. Then a person mends the cause and redrives its message.',
  run: async (scene) => {
    await breakWork(scene.shop);
    const ids = idsOf(await placeOrders(scene.shop.url, 1, 1));
    scene.accepted.push(...ids);
    await waitForStatus(scene, ids, 'STUCK', LIMIT_SECONDS);
    const letter = await findDeadLetter(scene, ids[0] ?? '');
    await scene.look('One order is stuck on the board.');
    await mendWork(scene.shop);
    await sendBack(scene, letter);
    const made = await waitForStatus(scene, ids, 'READY', LIMIT_SECONDS);
    checkEqual('the number of accepted orders', ids.length, 1);
    return {
      numbers: { accepted: ids.length, stuck: 1, ready: 1, madeSeconds: made },
      seen: [
        `The order became STUCK, and its message went to the dead-letter queue with the reason "${letter.code}". After the redrive it was READY within ${seconds(made)}.`,
      ],
      why: 'The dead letter is the whole order, and SQS keeps it for 14 days. Its record says STUCK, so the shop and the customer know.',
      command: 'dlq redrive --reason not-json --dry-run',
    };
  },
};
