import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { checkEqual } from '../check.ts';
import { findDeadLetter } from '../dead-letters.ts';
import { idsOf, placeOrders, readRecords, waitForStatus } from '../orders.ts';
import type { Step } from '../scene.ts';

const POISON = 'not an order';
const AT_ONCE = 3;
const LIMIT_SECONDS = 30;

export const poison: Step = {
  name: 'poison',
  title: 'A poison message is set aside',
  now: (plan) => `${plan.neighbours} customers order. A message that is no order arrives in between.`,
  run: async (scene) => {
    const { shop, plan } = scene;
    const half = Math.ceil(plan.neighbours / 2);
    const answers = await placeOrders(shop.url, half, AT_ONCE);
    await shop.sqs.send(new SendMessageCommand({ QueueUrl: shop.outputs.OrdersQueueUrl, MessageBody: POISON }));
    answers.push(...(await placeOrders(shop.url, plan.neighbours - half, AT_ONCE)));
    const ids = idsOf(answers);
    scene.accepted.push(...ids);
    const { code, receiveCount, body } = await findDeadLetter(scene, POISON);
    await waitForStatus(scene, ids, 'READY', LIMIT_SECONDS);
    const records = await readRecords(shop, ids);
    const atFirstAttempt = records.filter(({ attempts }) => attempts === 1).length;
    checkEqual('the number of accepted orders', ids.length, plan.neighbours);
    checkEqual('the number of receives of the poison message', receiveCount, 1);
    checkEqual('the number of characters of its body that changed', body === POISON ? 0 : body.length, 0);
    checkEqual('the number of orders that were made at their first attempt', atFirstAttempt, plan.neighbours);
    return {
      numbers: { accepted: ids.length, ready: ids.length, atFirstAttempt, receiveCount, setAside: 1 },
      seen: [
        `After ${receiveCount} receive the message is in the dead-letter queue, with its body and the reason "${code}". All ${atFirstAttempt} orders around it were made at their first attempt.`,
      ],
      why: 'A message that can never succeed leaves its queue at once. It costs no retries, and it stops neither its batch nor its neighbours.',
      command: 'dlq peek',
    };
  },
};
