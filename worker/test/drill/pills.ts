import { setTimeout as delay } from 'node:timers/promises';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { depth } from '../../../test/journey/support/orders.ts';
import type { Target } from '../../../test/journey/support/target.ts';
import { until } from '../../../test/journey/support/until.ts';
import type { Fleet } from './fleet.ts';

const PILL = JSON.stringify({ v: 1, type: 'worker.stop' });
/** Longer than a long poll and the end of a worker after it. */
const WAIT_SECONDS = 60;
const QUIET_MILLISECONDS = 25_000;

/** Sends a pill to a standard and to a FIFO queue. Returns what is wrong if it does not end exactly one worker. */
export const takePills = async (target: Target, fleet: Fleet, say: (line: string) => void): Promise<string[]> => {
  const { OrdersQueueUrl, TabsQueueUrl } = target.outputs;
  return [
    ...(await takePill(target, fleet, { QueueUrl: OrdersQueueUrl }, say)),
    ...(await takePill(
      target,
      fleet,
      { QueueUrl: TabsQueueUrl, MessageGroupId: 'stop', MessageDeduplicationId: crypto.randomUUID() },
      say,
    )),
  ];
};

type Address = {
  readonly QueueUrl: string;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
};

const takePill = async (
  target: Target,
  { members, start }: Fleet,
  address: Address,
  say: (line: string) => void,
): Promise<string[]> => {
  const before = [...members];
  await target.sqs.send(new SendMessageCommand({ ...address, MessageBody: PILL }));
  const countEnded = async () => before.filter((member) => !member.isAlive()).length;
  await until(countEnded, (count) => count > 0, { seconds: WAIT_SECONDS });
  await delay(QUIET_MILLISECONDS);
  const ended = before.filter((member) => !member.isAlive());
  const codes = await Promise.all(ended.map((member) => member.ended));
  for (const member of ended) {
    members.splice(members.indexOf(member), 1);
    start();
  }
  const queue = address.QueueUrl.split('/').at(-1);
  const left = await depth(target, address.QueueUrl);
  say(`a poison pill on ${queue} ended ${ended.length} of ${before.length} workers with ${codes.join(', ')}`);
  return ended.length === 1 && codes[0] === 0 && left === 0
    ? []
    : [
        `a pill on ${queue} should end one worker with 0 and leave the queue, got ${codes.join(', ')} and ${left} messages`,
      ];
};
