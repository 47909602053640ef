import type { Letter } from '../../dead-letters/letter.ts';
import { type ReadOptions, readQueue } from '../../dead-letters/read-queue.ts';
import { aQueue, entriesOf, receivedLetter, stubSqs } from '../support/letters.ts';

const forever = new AbortController().signal;

/** A dead-letter queue that answers these batches, and then empty ones. */
const aDlq = (batches: readonly (readonly string[])[], visible = batches.flat().length) => {
  const left = [...batches];
  return stubSqs((operation) => {
    if (operation === 'GetQueueAttributes')
      return { Attributes: { ApproximateNumberOfMessages: `${visible}`, ApproximateNumberOfMessagesNotVisible: '1' } };
    return operation === 'ReceiveMessage' ? { Messages: (left.shift() ?? []).map(receivedLetter) } : {};
  });
};

const read = async (dlq: ReturnType<typeof aDlq>, gone: readonly string[] = [], options: Partial<ReadOptions> = {}) => {
  const handled: string[] = [];
  const result = await readQueue({ sqs: dlq.sqs, queue: aQueue(), signal: forever, ...options }, async (letters) => {
    handled.push(...letters.map(({ messageId }) => messageId));
    return letters.filter(({ messageId }: Letter) => gone.includes(messageId));
  });
  const shown = dlq.inputsOf('ChangeMessageVisibilityBatch').flatMap(entriesOf);
  return { ...result, handled, shown: shown.map(({ ReceiptHandle }) => ReceiptHandle) };
};

it('hands on each letter once, and makes those visible that were not deleted', async () => {
  const dlq = aDlq([
    ['a1', 'b1'],
    ['b1', 'c1'],
  ]);
  const { read: count, handled, shown, approximate } = await read(dlq, ['a1']);
  expect(handled).toEqual(['a1', 'b1', 'c1']);
  expect(count).toBe(3);
  expect(approximate).toEqual({ visible: 4, inFlight: 1 });
  expect(shown).toEqual(['handle of b1', 'handle of c1']);
  const releases = dlq.inputsOf('ChangeMessageVisibilityBatch');
  expect(releases).toEqual([
    expect.objectContaining({ Entries: expect.arrayContaining([expect.objectContaining({ VisibilityTimeout: 0 })]) }),
  ]);
});

it('asks again after an empty answer while SQS counts more', async () => {
  const { handled } = await read(aDlq([['a1'], [], ['b1']], 2));
  expect(handled).toEqual(['a1', 'b1']);
});

it('ends if letters are shown again and again', async () => {
  const again = Array.from({ length: 100 }, () => ['a1']);
  const dlq = aDlq(again, 5);
  expect((await read(dlq)).read).toBe(1);
  expect(dlq.inputsOf('ReceiveMessage').length).toBeLessThan(20);
});

it('makes letters visible if the work on them fails', async () => {
  const dlq = aDlq([['a1']]);
  const reading = readQueue({ sqs: dlq.sqs, queue: aQueue(), signal: forever }, () => Promise.reject(new Error('out')));
  await expect(reading).rejects.toThrow('out');
  expect(dlq.inputsOf('ChangeMessageVisibilityBatch').flatMap(entriesOf)).toHaveLength(1);
});

it('makes letters visible if it is interrupted, and receives no others', async () => {
  const controller = new AbortController();
  const dlq = aDlq([['a1'], ['b1']]);
  await readQueue({ sqs: dlq.sqs, queue: aQueue(), signal: controller.signal }, async () => {
    controller.abort();
    return [];
  });
  expect(dlq.inputsOf('ReceiveMessage')).toHaveLength(1);
  expect(dlq.inputsOf('ChangeMessageVisibilityBatch').flatMap(entriesOf)).toHaveLength(1);
});

it('hides letters for seconds only, and longer for a longer work', async () => {
  const hidden = async (options: Partial<ReadOptions>): Promise<number> => {
    const dlq = aDlq([], 500);
    await read(dlq, [], options);
    return Object(dlq.inputsOf('ReceiveMessage')[0]).VisibilityTimeout;
  };
  expect(await hidden({})).toBe(15);
  expect(await hidden({ workSeconds: 60 })).toBe(75);
  expect(await hidden({ workSeconds: 1_000_000 })).toBe(12 * 60 * 60);
});

describe('a FIFO queue', () => {
  const queue = aQueue({ fifo: true });

  it('is read again while letters are deleted, because it shows the next ones only then', async () => {
    const dlq = aDlq([['a1', 'b1'], [], ['a2', 'b1'], [], ['b1']]);
    const { handled } = await read(dlq, ['a1', 'a2'], { queue });
    expect(handled).toEqual(['a1', 'b1', 'a2']);
  });

  it('is read once if nothing is deleted', async () => {
    const dlq = aDlq([['a1'], [], ['a2']]);
    expect((await read(dlq, [], { queue })).handled).toEqual(['a1']);
  });
});
