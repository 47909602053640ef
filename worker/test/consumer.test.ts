import { type Message, SQSServiceException } from '@aws-sdk/client-sqs';
import { until } from '../../test/journey/support/until.ts';
import { type Answer, stubAws } from '../../test/support/aws-stub.ts';
import { recordingLog } from '../../test/support/log.ts';
import { startConsumer } from '../consumer.ts';
import { createShift } from '../shift.ts';
import { aMessage, orders } from './support/messages.ts';

/** A consumer of a queue that answers polls so. A poll after the answers waits for the end of the shift. */
const aConsumer = (
  answers: readonly (readonly Message[] | Error)[],
  remove: () => object = () => ({ Successful: [{ Id: 'a' }] }),
) => {
  const shift = createShift();
  const { log, lines } = recordingLog();
  const batches: string[][] = [];
  const receivedAt: number[] = [];
  const exhausted = Promise.withResolvers<void>();
  const left = [...answers];
  const receive = (): object | Promise<object> => {
    receivedAt.push(performance.now());
    const next = left.shift();
    if (next instanceof Error) throw next;
    if (next) return { Messages: next };
    exhausted.resolve();
    if (shift.over.aborted) return { Messages: lastPoll };
    return new Promise((resolve) => shift.over.addEventListener('abort', () => resolve({ Messages: lastPoll })));
  };
  const lastPoll = [aMessage('of the last poll')];
  const answer: Answer = (call) => (call === 'sqs ReceiveMessage' ? receive() : remove());
  const { connect, calls } = stubAws(answer);
  const client = connect.sqs({ attempts: 1, milliseconds: 1000 });
  const send = jest.spyOn(client, 'send');
  let now = 1000;
  const consumer = startConsumer(orders, {
    client,
    handleBatch: async (_source, messages) => {
      batches.push(messages.map(({ MessageId = '' }) => MessageId));
      return messages.filter(({ MessageId }) => MessageId === 'a');
    },
    shift,
    now: () => now++,
    log,
  });
  return { consumer, shift, batches, calls, send, receivedAt, lines, exhausted: exhausted.promise };
};

it('polls for ten messages with all attributes, works them as one batch, and deletes those that are done', async () => {
  const { consumer, shift, batches, calls, exhausted } = aConsumer([[aMessage('a'), aMessage('b')]]);
  await exhausted;
  expect(batches).toEqual([['a', 'b']]);
  expect(calls[0]).toMatchObject({
    call: 'sqs ReceiveMessage',
    input: {
      QueueUrl: orders.url,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 20,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    },
  });
  expect(calls[1]).toMatchObject({
    call: 'sqs DeleteMessageBatch',
    input: { Entries: [{ Id: 'a', ReceiptHandle: 'receipt of a' }] },
  });
  shift.end('SIGTERM');
  await consumer.ended;
});

it('lets the poll in flight end at the end of the shift, passes on its messages, and polls no more', async () => {
  const { consumer, shift, batches, calls, send, exhausted } = aConsumer([]);
  await exhausted;
  shift.end('SIGTERM');
  await consumer.ended;
  expect(batches).toEqual([['of the last poll']]);
  expect(calls.filter(({ call }) => call === 'sqs ReceiveMessage')).toHaveLength(1);
  expect(send.mock.calls[0]?.[1]).toMatchObject({ abortSignal: { aborted: false } });
});

it('retries failed polls with pauses, logs them, and counts as connected after the first answer', async () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { name: 'ECONNREFUSED' });
  const denied = new SQSServiceException({
    ...{ name: 'AccessDenied', $fault: 'client', message: 'denied', $metadata: { httpStatusCode: 403 } },
  });
  const { consumer, shift, lines, receivedAt, exhausted } = aConsumer([refused, denied]);
  expect(consumer.state()).toMatchObject({ queue: 'orders', answeredAt: 1000, isConnected: false });
  await exhausted;
  expect(lines.map(({ event }) => event)).toEqual(['poll.failed', 'poll.failed']);
  const [first, second] = lines.map(({ fields }) => Number(fields.milliseconds));
  expect(first).toBeGreaterThanOrEqual(250);
  expect(second).toBeGreaterThanOrEqual(500);
  const [begin = 0, , end = 0] = receivedAt;
  expect(end - begin).toBeGreaterThan(Number(first) + Number(second) - 20);
  expect(end - begin).toBeLessThan(9000); // sqs-consumer itself would wait for 10 s after a denial
  expect(lines[0]?.fields).toMatchObject({
    ...{ queue: 'orders', service: 'sqs', operation: 'ReceiveMessage', code: 'unavailable' },
    cause: { message: 'connect ECONNREFUSED' },
  });
  expect(lines[1]?.fields).toMatchObject({ code: 'refused' });
  shift.end('SIGTERM');
  await consumer.ended;
  expect(consumer.state()).toMatchObject({ answeredAt: 1001, isConnected: true });
});

it('does not poll after a pause in which the shift ends', async () => {
  // GIVEN four failures, after which the pause is at least 2 s
  const { consumer, shift, lines, receivedAt } = aConsumer(Array(4).fill(new Error('connect ECONNREFUSED')));
  const pausedFor = async () => (lines.length < 4 ? 0 : performance.now() - Number(receivedAt.at(-1)));
  await until(pausedFor, (milliseconds) => milliseconds > 300, { seconds: 10 });

  // WHEN
  shift.end('SIGTERM');
  await consumer.ended;

  // THEN
  expect(receivedAt).toHaveLength(4);
  expect(lines).toHaveLength(4);
});

it('begins its pauses again after an answer', async () => {
  const refused = new Error('connect ECONNREFUSED');
  const { consumer, shift, lines, exhausted } = aConsumer([refused, refused, [aMessage('a')], refused]);
  await exhausted;
  const pauses = lines.map(({ fields }) => Number(fields.milliseconds));
  expect(pauses).toHaveLength(3);
  expect(pauses[2]).toBeLessThanOrEqual(500);
  shift.end('SIGTERM');
  await consumer.ended;
});

it('logs a batch whose messages could not be deleted, and polls on without a pause', async () => {
  const { consumer, shift, lines, exhausted } = aConsumer([[aMessage('a')]], () => {
    throw new Error('socket hang up');
  });
  await exhausted;
  expect(lines).toMatchObject([{ event: 'batch.failed', fields: { queue: 'orders', message: 'socket hang up' } }]);
  shift.end('SIGTERM');
  await consumer.ended;
});
