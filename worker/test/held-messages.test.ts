import { type Answer, stubAws } from '../../test/support/aws-stub.ts';
import { recordingLog } from '../../test/support/log.ts';
import { createHeldMessages } from '../held-messages.ts';
import { aMessage, aPill, orders } from './support/messages.ts';

const heldMessages = (answer: Answer) => {
  const { connect, calls } = stubAws(answer);
  const { log, lines } = recordingLog();
  const client = connect.sqs({ attempts: 1, milliseconds: 1000 });
  return { held: createHeldMessages({ client, log }), calls, lines };
};

const outage: Answer = () => {
  throw new Error('connect ECONNREFUSED');
};

it('gives messages back by making them visible at once', async () => {
  const { held, calls, lines } = heldMessages(() => ({ Successful: [{ Id: '0' }, { Id: '1' }], Failed: [] }));
  await held.giveBack(orders, [aMessage('a'), aMessage('b')]);
  expect(calls).toMatchObject([
    {
      call: 'sqs ChangeMessageVisibilityBatch',
      input: {
        QueueUrl: orders.url,
        Entries: [
          { Id: '0', ReceiptHandle: 'receipt of a', VisibilityTimeout: 0 },
          { Id: '1', ReceiptHandle: 'receipt of b', VisibilityTimeout: 0 },
        ],
      },
    },
  ]);
  expect(lines).toMatchObject([{ event: 'messages.given-back', fields: { queue: 'orders', messages: 2 } }]);
});

it('calls nothing when there is no message to give back', async () => {
  const { held, calls } = heldMessages(outage);
  await held.giveBack(orders, []);
  expect(calls).toEqual([]);
});

it('logs how many messages SQS makes visible, and how many it does not', async () => {
  const Failed = [{ Id: '1', Code: 'ReceiptHandleIsInvalid', SenderFault: true }];
  const { held, lines } = heldMessages(() => ({ Successful: [{ Id: '0' }], Failed }));
  await held.giveBack(orders, [aMessage('a'), aMessage('b')]);
  expect(lines).toMatchObject([
    { event: 'messages.given-back', fields: { queue: 'orders', messages: 1 } },
    {
      event: 'messages.not-given-back',
      fields: { queue: 'orders', messages: 1, code: 'refused', operation: 'ChangeMessageVisibilityBatch' },
    },
  ]);
});

it('logs an outage, after which the messages are visible at the end of their visibility timeout', async () => {
  const { held, lines } = heldMessages(outage);
  await held.giveBack(orders, [aMessage('a'), aMessage('b')]);
  expect(lines).toMatchObject([
    { event: 'messages.not-given-back', fields: { queue: 'orders', messages: 2, code: 'unavailable' } },
  ]);
});

it('removes a pill, and tells whether SQS confirmed it', async () => {
  const confirmed = heldMessages(() => ({}));
  expect(await confirmed.held.remove(orders, aPill('pill'))).toBe(true);
  expect(confirmed.calls).toMatchObject([
    { call: 'sqs DeleteMessage', input: { QueueUrl: orders.url, ReceiptHandle: 'receipt of pill' } },
  ]);
  const refused = heldMessages(outage);
  expect(await refused.held.remove(orders, aPill('pill'))).toBe(false);
  expect(refused.lines).toMatchObject([{ event: 'pill.not-deleted', fields: { messageId: 'pill', queue: 'orders' } }]);
});
