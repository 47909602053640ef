import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Letter } from '../../dead-letters/letter.ts';
import { toSource } from '../../dead-letters/outgoing.ts';
import { createSendLetters, deleteLetters } from '../../dead-letters/send.ts';
import { aLetterOf, aQueue, entriesOf, stubSqs } from '../support/letters.ts';

const idsOf = (letters: readonly { readonly messageId: string }[]) => letters.map(({ messageId }) => messageId);
const failing = (Id: string, SenderFault: boolean) => ({ Failed: [{ Id, Code: 'InternalError', SenderFault }] });

describe('letters for a standard queue', () => {
  const queue = aQueue();
  const letters = Array.from({ length: 12 }, (_, n) => aLetterOf(queue, `a${n}`));
  const send = (sqs: SQSClient, maxBytes = 1000) =>
    createSendLetters({ sqs, queueUrl: queue.url, destination: { fifo: false, maxBytes } }, toSource)(letters);

  it('are sent ten at a time', async () => {
    const { sqs, inputsOf } = stubSqs(() => ({}));
    expect(idsOf((await send(sqs)).sent)).toEqual(idsOf(letters));
    expect(inputsOf('SendMessageBatch').map((input) => entriesOf(input).length)).toEqual([10, 2]);
  });

  it('are sent again if SQS failed them, and only those', async () => {
    let calls = 0;
    const { sqs, inputsOf } = stubSqs(() => (calls++ === 0 ? failing('3', false) : {}));
    expect((await send(sqs)).sent).toHaveLength(12);
    expect(inputsOf('SendMessageBatch').map((input) => entriesOf(input).length)).toEqual([10, 1, 2]);
  });

  it('are not sent again if SQS refuses them', async () => {
    let calls = 0;
    const { sqs } = stubSqs(() => (calls++ === 0 ? failing('3', true) : {}));
    const { sent, failed } = await send(sqs);
    expect(sent).toHaveLength(11);
    expect(failed).toEqual([{ letter: letters[3], reason: 'InternalError' }]);
  });

  it('are given up after three tries', async () => {
    const { sqs } = stubSqs(() => failing('0', false));
    expect(idsOf((await send(sqs)).failed.map(({ letter }) => letter))).toEqual(['a0', 'a10']);
  });

  it('are told if the queue does not take their size', async () => {
    const { sqs, inputsOf } = stubSqs(() => ({}));
    expect((await send(sqs, 1)).failed[0]?.reason).toContain('at most the 1 bytes that its queue takes, got 2');
    expect(inputsOf('SendMessageBatch')).toEqual([]);
  });
});

describe('letters for a FIFO queue', () => {
  const queue = aQueue({ fifo: true });
  const letters = ['a1', 'a2', 'b1', 'a3', 'b2'].map((id) => aLetterOf(queue, id));
  const sender = (sqs: SQSClient) =>
    createSendLetters<Letter>({ sqs, queueUrl: queue.url, destination: { fifo: true, maxBytes: 1000 } }, toSource);
  const send = (sqs: SQSClient) => sender(sqs)(letters);

  it('are sent in rounds, so that a batch never holds two of a group', async () => {
    const { sqs, inputsOf } = stubSqs(() => ({}));
    expect(idsOf((await send(sqs)).sent)).toEqual(['a1', 'b1', 'a2', 'b2', 'a3']);
    expect(inputsOf('SendMessageBatch').map((input) => entriesOf(input).length)).toEqual([2, 2, 1]);
  });

  it('stay behind one of their group that failed', async () => {
    let calls = 0;
    const { sqs } = stubSqs(() => (calls++ === 0 ? failing('0', true) : {}));
    const { sent, failed } = await send(sqs);
    expect(idsOf(sent)).toEqual(['b1', 'b2']);
    expect(idsOf(failed.map(({ letter }) => letter))).toEqual(['a1', 'a2', 'a3']);
  });

  it('stay behind one of their group that failed in an earlier part', async () => {
    let calls = 0;
    const { sqs } = stubSqs(() => (calls++ === 0 ? failing('0', true) : {}));
    const sendPart = sender(sqs);
    await sendPart(letters.slice(0, 1));
    expect(idsOf((await sendPart(letters.slice(1))).sent)).toEqual(['b1', 'b2']);
  });

  it('stay behind one of their group that is too large, and those before it are sent', async () => {
    const { sqs } = stubSqs(() => ({}));
    const parts = letters.map((letter) => (letter.messageId === 'a2' ? { ...letter, body: 'x'.repeat(1001) } : letter));
    const { sent, failed } = await sender(sqs)(parts);
    expect(idsOf(sent)).toEqual(['a1', 'b1', 'b2']);
    expect(idsOf(failed.map(({ letter }) => letter))).toEqual(['a2', 'a3']);
  });
});

it('deletes letters again that SQS failed to delete, and tells which are deleted', async () => {
  const queue = aQueue();
  const { sqs, inputsOf } = stubSqs((_operation, input) => {
    const failed = entriesOf(input).find(({ ReceiptHandle }) => ReceiptHandle === 'handle of a2');
    return { Failed: failed ? [{ Id: failed.Id }] : [] };
  });
  const deleted = await deleteLetters(
    sqs,
    queue.dlqUrl,
    ['a1', 'a2', 'a3'].map((id) => aLetterOf(queue, id)),
  );
  expect(idsOf(deleted)).toEqual(['a1', 'a3']);
  expect(inputsOf('DeleteMessageBatch')).toHaveLength(3);
});
