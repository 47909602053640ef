import { redriveQueue } from '../../dead-letters/actions/redrive.ts';
import { listLetters } from '../../dead-letters/list.ts';
import { redriveLetters } from '../../dead-letters/redrive.ts';
import { aQueue, fakeDlq, receivedLetter } from '../support/letters.ts';

const signal = new AbortController().signal;
const select = async (): Promise<boolean> => true;

/** A letter whose body is its id. It was sent at this time. */
const aLetter = (id: string, sentAt = 1000) => {
  const { Attributes, ...letter } = receivedLetter(id);
  return { ...letter, Body: id, Attributes: { ...Attributes, SentTimestamp: String(sentAt) } };
};

const redrive = (dlq: ReturnType<typeof fakeDlq>, more: object = {}) =>
  redriveLetters({
    ...{ sqs: dlq.sqs, queue: dlq.queue, select, signal, isListed: () => true },
    ...{ expected: 1, rate: undefined, onMoved: () => undefined, ...more },
  });

describe('a tab of which one letter fails', () => {
  const queue = aQueue({ fifo: true });

  it('keeps the letters behind it, also at a rate that sends them one by one', async () => {
    const dlq = fakeDlq({ queue, letters: ['a1', 'a2', 'b1'].map((id) => aLetter(id)), refused: [0] });
    const { moved, failed } = await redrive(dlq, { rate: 1 });
    expect(dlq.sent).toEqual(['b1']);
    expect({ moved, failed: failed.map(({ letter }) => letter.messageId) }).toEqual({ moved: 1, failed: ['a1', 'a2'] });
    expect(dlq.inputsOf('DeleteMessageBatch')).toHaveLength(1);
  });

  it('keeps the letters behind it that SQS shows later', async () => {
    const letters = Array.from({ length: 12 }, (_, n) => aLetter(`a${n}`));
    const dlq = fakeDlq({ queue, letters, refused: [9] });
    await redrive(dlq);
    expect(dlq.sent).toEqual(letters.slice(0, 9).map(({ Body }) => Body));
  });
});

describe('a redrive at a rate', () => {
  const dlqOfTwo = () => fakeDlq({ queue: aQueue(), letters: [aLetter('a1'), aLetter('b1')] });

  it('sends no more letters a second', async () => {
    const dlq = dlqOfTwo();
    const began = performance.now();
    await redrive(dlq, { rate: 1 });
    expect(dlq.sent).toEqual(['a1', 'b1']);
    expect(performance.now() - began).toBeGreaterThan(900);
  });

  it('sends nothing after it is interrupted while it waits', async () => {
    const dlq = dlqOfTwo();
    const controller = new AbortController();
    await redrive(dlq, { rate: 1, signal: controller.signal, onMoved: () => controller.abort() });
    expect(dlq.sent).toEqual(['a1']);
  });
});

describe('a letter that arrives after the listing', () => {
  const after = async (queue: ReturnType<typeof aQueue>, sentAt: number): Promise<readonly string[]> => {
    // GIVEN
    const dlq = fakeDlq({ queue, letters: [aLetter('a1')] });
    const { isListed } = await listLetters({ sqs: dlq.sqs, queue, select, signal });
    // WHEN both are shown to the redrive
    dlq.arrive(aLetter('a1'));
    dlq.arrive(aLetter('b1', sentAt));
    await redrive(dlq, { isListed });
    return dlq.sent;
  };

  it('stays: one of a tab', async () => {
    expect(await after(aQueue({ fifo: true }), Date.now() + 60_000)).toEqual(['a1']);
  });

  it.each([
    ['that a barista sent, so that one which fails again is not sent again and again', 2000],
    ['that SQS moved, because it keeps the time of its first queue', 500],
  ])('stays: one of orders %s', async (_name, sentAt) => {
    expect(await after(aQueue(), sentAt)).toEqual(['a1']);
  });
});

it('a redrive sends the letters of a tab that the listing could not see', async () => {
  const queue = aQueue({ fifo: true });
  const dlq = fakeDlq({ queue, letters: [aLetter('a1')] });
  const { isListed } = await listLetters({ sqs: dlq.sqs, queue, select, signal });
  for (const id of ['a1', 'a2']) dlq.arrive(aLetter(id));
  await redrive(dlq, { isListed });
  expect(dlq.sent).toEqual(['a1', 'a2']);
});

describe('all dead letters, one of which is too large for a task of SQS', () => {
  const failure = { DataType: 'String', StringValue: 'x'.repeat(1000) };
  const redriveAll = async (queue: ReturnType<typeof aQueue>) => {
    const letters = [aLetter('a1'), { ...aLetter('a2'), MessageAttributes: { failure } }, aLetter('a3')];
    const dlq = fakeDlq({ queue, letters });
    const listing = await listLetters({ sqs: dlq.sqs, queue, select, signal });
    for (const letter of letters) dlq.arrive(letter);
    const oversized = [{ queue, messageId: 'a2' }];
    const work = { sqs: dlq.sqs, options: { all: true }, select, oversized, onMoved: () => undefined };
    await redriveQueue(work, listing, signal);
    return dlq;
  };

  it('go back one after the other if they are of a tab, so that none passes another one', async () => {
    const dlq = await redriveAll(aQueue({ fifo: true }));
    expect(dlq.sent).toEqual(['a1', 'a2', 'a3']);
    expect(dlq.inputsOf('StartMessageMoveTask')).toEqual([]);
  });

  it('are moved by the task elsewhere, after the large one', async () => {
    const dlq = await redriveAll(aQueue());
    expect(dlq.sent).toEqual(['a2']);
    expect(dlq.inputsOf('StartMessageMoveTask')).toHaveLength(1);
  });
});
