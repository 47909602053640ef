import { stubAws } from '../../../test/support/aws-stub.ts';
import { type Letter, letterOf } from '../../dead-letters/letter.ts';
import type { TargetQueue } from '../../target/queues.ts';

/** The queue of orders, or that of tabs. */
export const aQueue = ({ fifo = false } = {}): TargetQueue => {
  const name = fifo ? 'tabs' : 'orders';
  const end = fifo ? '.fifo' : '';
  const urls = { url: `https://sqs/1/${name}${end}`, dlqUrl: `https://sqs/1/dead-${name}${end}` };
  return { name, ...urls, arn: `arn:${name}`, dlqArn: `arn:dead-${name}`, fifo };
};

/** A received dead letter. `a1` is the first one of the group `a`. */
export const receivedLetter = (id: string) => ({
  MessageId: id,
  ReceiptHandle: `handle of ${id}`,
  Body: '{}',
  Attributes: { MessageGroupId: id.slice(0, 1), SentTimestamp: '1000' },
});

export const aLetterOf = (queue: TargetQueue, id: string): Letter => letterOf(queue, receivedLetter(id));

type Entry = { readonly Id: string; readonly ReceiptHandle?: string; readonly MessageBody?: string };

/** The entries of a batch call. */
export const entriesOf = (input: unknown): readonly Entry[] => Object(input).Entries ?? [];

/** A client of SQS whose answers a test gives, by the operation. */
export const stubSqs = (answer: (operation: string, input: unknown) => object) => {
  const { connect, calls } = stubAws((call, input) => answer(call.replace('sqs ', ''), input));
  const inputsOf = (operation: string): unknown[] =>
    calls.filter(({ call }) => call === `sqs ${operation}`).map(({ input }) => input);
  return { sqs: connect.sqs({ attempts: 1, milliseconds: 1000 }), inputsOf };
};

type Received = ReturnType<typeof receivedLetter>;
export type FakeDlq = {
  readonly queue: TargetQueue;
  readonly letters: readonly Received[];
  /** The numbers of the calls that SQS refuses, from 0. */
  readonly refused?: readonly number[];
  /** The answer to a deletion. @default - all letters are deleted */
  readonly deletion?: (input: unknown) => object;
  /** How a move task ends. */
  readonly taskStatus?: 'COMPLETED' | 'CANCELLED';
};

/** A dead-letter queue that shows each letter once, and its queue, which takes 1,000 bytes. `sent` holds the bodies in their order. */
export const fakeDlq = ({ queue, letters, refused = [], deletion = () => ({}), taskStatus = 'COMPLETED' }: FakeDlq) => {
  const left = [...letters];
  const sent: string[] = [];
  const tasks: object[] = [];
  let sends = 0;
  const send = (input: unknown): object => {
    const entries = entriesOf(input);
    if (refused.includes(sends++))
      return { Failed: entries.map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: true })) };
    sent.push(...entries.map(({ MessageBody = '' }) => MessageBody));
    return {};
  };
  const stub = stubSqs((operation, input) => {
    if (operation === 'GetQueueAttributes')
      return { Attributes: { MaximumMessageSize: '1000', ApproximateNumberOfMessages: `${left.length}` } };
    if (operation === 'ReceiveMessage') return { Messages: left.splice(0, 10) };
    if (operation === 'ListMessageMoveTasks') return { Results: tasks };
    if (operation === 'StartMessageMoveTask') tasks.push({ Status: taskStatus, StartedTimestamp: 1 });
    if (operation === 'DeleteMessageBatch') return deletion(input);
    return operation === 'SendMessageBatch' ? send(input) : {};
  });
  return { ...stub, queue, sent, arrive: (letter: Received): void => void left.push(letter) };
};
