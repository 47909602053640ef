import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BackedUp, createBackup, readBackup } from '../../dead-letters/backup.ts';
import { dropLetters } from '../../dead-letters/drop.ts';
import { letterOf } from '../../dead-letters/letter.ts';
import { listLetters } from '../../dead-letters/list.ts';
import { restoreLetters } from '../../dead-letters/restore.ts';
import { aLetterOf, aQueue, entriesOf, fakeDlq, receivedLetter, stubSqs } from '../support/letters.ts';

const queue = aQueue();
const forever = new AbortController().signal;
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orderboard-backup-'));
  file = join(folder, 'new', 'dropped.jsonl');
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const backUp = async (...ids: readonly string[]): Promise<void> => {
  const backup = createBackup(file);
  for (const id of ids) await backup.append([aLetterOf(queue, id)]);
  await backup.close();
};
const readAll = async (): Promise<BackedUp[]> => {
  const letters: BackedUp[] = [];
  for await (const letter of readBackup(file, () => undefined)) letters.push(letter);
  return letters;
};

const BODY = 'é\n"\u2028';

describe('a backup', () => {
  it('keeps the body, and attributes of every type', async () => {
    const attributes = {
      contentType: { DataType: 'String', StringValue: 'text/plain' },
      size: { DataType: 'Number', StringValue: '3' },
      image: { DataType: 'Binary.png', BinaryValue: new Uint8Array([0, 255, 10]) },
    };
    const backup = createBackup(file);
    const letter = letterOf(queue, { ...receivedLetter('a1'), Body: BODY, MessageAttributes: attributes });
    await backup.append([letter]);
    await backup.close();
    expect(await readAll()).toMatchObject([
      {
        ...{ queue: 'orders', messageId: 'a1', body: BODY, system: { MessageGroupId: 'a' } },
        attributes: { ...attributes, image: { DataType: 'Binary.png', BinaryValue: Buffer.from([0, 255, 10]) } },
      },
    ]);
  });

  it('never overwrites a file, and only its owner can read it', async () => {
    await backUp('a1');
    await expect(backUp('a2')).rejects.toThrow('should be a new file');
    expect((await readAll()).map(({ messageId }) => messageId)).toEqual(['a1']);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('tells why its file cannot be created', async () => {
    writeFileSync(join(folder, 'taken'), '');
    file = join(folder, 'taken', 'dropped.jsonl');
    await expect(backUp('a1')).rejects.toThrow(/^.+ should be a new file, got E[A-Z]+/);
  });

  it('is refused with the number of the line that is no letter', async () => {
    await backUp('a1');
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"v":1}\n`);
    await expect(readAll()).rejects.toThrow('line 2 of ');
  });
});

/** SQS with one dead letter, or without any. */
const sqsWith = (...ids: readonly string[]) => {
  const left = ids.map(receivedLetter);
  return stubSqs((operation) => {
    if (operation === 'GetQueueAttributes') return { Attributes: { MaximumMessageSize: '1000' } };
    return operation === 'ReceiveMessage' ? { Messages: left.splice(0) } : {};
  });
};

describe('a drop', () => {
  const drop = ({ sqs }: Pick<ReturnType<typeof sqsWith>, 'sqs'>, more: object = {}) => {
    const backup = createBackup(file);
    const work = { sqs, queue, backup, signal: forever, isListed: () => true, onDropped: () => undefined };
    return dropLetters({ ...work, select: async () => true, ...more }).finally(() => backup.close());
  };
  const deletedBy = ({ inputsOf }: Pick<ReturnType<typeof sqsWith>, 'inputsOf'>) =>
    inputsOf('DeleteMessageBatch').flatMap((input) => entriesOf(input).map(({ ReceiptHandle }) => ReceiptHandle));

  it('deletes the chosen letters only', async () => {
    const stub = sqsWith('a1', 'b1');
    expect(await drop(stub, { select: async ({ messageId }: BackedUp) => messageId === 'b1' })).toMatchObject({
      dropped: 1,
    });
    expect(deletedBy(stub)).toEqual(['handle of b1']);
    expect((await readAll()).map(({ messageId }) => messageId)).toEqual(['b1']);
  });

  it('leaves a letter that SQS moves after the listing, though it was first sent before', async () => {
    // GIVEN
    const dlq = fakeDlq({ queue, letters: [receivedLetter('a1')] });
    const select = async () => true;
    const { isListed } = await listLetters({ sqs: dlq.sqs, queue, select, signal: forever });
    // WHEN both are shown to the drop
    dlq.arrive(receivedLetter('a1'));
    const { Attributes, ...moved } = receivedLetter('b1');
    dlq.arrive({ ...moved, Attributes: { ...Attributes, SentTimestamp: '500' } });
    // THEN
    expect(await drop(dlq, { isListed })).toMatchObject({ dropped: 1 });
    expect(deletedBy(dlq)).toEqual(['handle of a1']);
  });

  it('deletes nothing if the backup cannot be written', async () => {
    const stub = sqsWith('a1');
    const backup = { append: () => Promise.reject(new Error('the disk is full')), close: async () => undefined };
    await expect(drop(stub, { backup })).rejects.toThrow('the disk is full');
    expect(deletedBy(stub)).toEqual([]);
  });

  it('deletes nothing if its backup does not reach the disk', async () => {
    const handle = await open(folder);
    const sync = jest.spyOn(Object.getPrototypeOf(handle), 'sync');
    await handle.close();
    sync.mockResolvedValueOnce(undefined).mockRejectedValueOnce(new Error('the disk failed')); // the folder, then the file
    const stub = sqsWith('a1');
    await expect(drop(stub)).rejects.toThrow('the disk failed');
    expect(deletedBy(stub)).toEqual([]);
  });
});

describe('a restore', () => {
  const restore = ({ sqs }: Pick<ReturnType<typeof stubSqs>, 'sqs'>, more: object = {}) =>
    restoreLetters({ ...{ sqs, queues: [queue], file, to: 'dlq', dryRun: false, signal: forever }, ...more });
  const sentBy = ({ inputsOf }: ReturnType<typeof stubSqs>): number =>
    inputsOf('SendMessageBatch').flatMap(entriesOf).length;

  it('sends each letter once, also when it is repeated', async () => {
    await backUp('a1', 'a2');
    expect(await restore(sqsWith())).toMatchObject({ letters: 2, restored: 2, earlier: 0 });
    const again = sqsWith();
    expect(await restore(again)).toMatchObject({ letters: 2, restored: 0, earlier: 2 });
    expect(sentBy(again)).toBe(0);
  });

  it('leaves out a letter that is still in its dead-letter queue', async () => {
    await backUp('a1', 'a2');
    expect(await restore(sqsWith('a1'), { dryRun: true })).toMatchObject({ restored: 1, present: 1 });
    expect(await restore(sqsWith('a1'))).toMatchObject({ restored: 1, present: 1 });
  });

  it('keeps a journal that only its owner can read', async () => {
    if (process.platform === 'win32') return; // Windows has no such modes
    await backUp('a1');
    await restore(sqsWith());
    expect(statSync(`${file}.restored`).mode & 0o777).toBe(0o600);
  });

  it('sends nothing from a damaged file', async () => {
    const more = Array.from({ length: 20 }, (_, n) => `a${n}`); // more than one batch
    await backUp(...more);
    writeFileSync(file, `${readFileSync(file, 'utf8')}damaged\n`);
    const stub = sqsWith();
    await expect(restore(stub)).rejects.toThrow('line 21 of ');
    expect(sentBy(stub)).toBe(0);
  });

  it('leaves out a last line that is cut off, because a drop that died had not deleted its letter', async () => {
    await backUp('a1', 'a2');
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -20));
    const stub = sqsWith();
    expect(await restore(stub)).toMatchObject({ letters: 1, restored: 1, torn: true });
    expect(sentBy(stub)).toBe(1);
  });

  it('sends nothing from the file of another shop', async () => {
    await backUp('a1');
    const stub = sqsWith();
    const other = { ...queue, dlqArn: 'arn:another' };
    await expect(restore(stub, { queues: [other] })).rejects.toThrow(
      `should hold dead letters of arn:another, got one of ${queue.dlqArn}`,
    );
    expect(sentBy(stub)).toBe(0);
  });

  it('keeps the letters of a tab behind one that failed, also those of later batches', async () => {
    const tabs = aQueue({ fifo: true });
    const backup = createBackup(file);
    await backup.append(Array.from({ length: 12 }, (_, n) => aLetterOf(tabs, `a${n}`)));
    await backup.close();
    const dlq = fakeDlq({ queue: tabs, letters: [], refused: [0] });
    const result = await restore(dlq, { queues: [tabs] });
    expect({ restored: result.restored, failed: result.failed.length }).toEqual({ restored: 0, failed: 12 });
  });

  it('sends nothing in a dry run, and a later restore sends all', async () => {
    await backUp('a1');
    const stub = sqsWith();
    expect(await restore(stub, { dryRun: true })).toMatchObject({ restored: 1 });
    expect(sentBy(stub)).toBe(0);
    expect(await restore(sqsWith())).toMatchObject({ restored: 1, earlier: 0 });
  });

  it('sends to the queue itself if it is told so', async () => {
    await backUp('a1');
    const stub = sqsWith();
    await restore(stub, { to: 'source' });
    expect(stub.inputsOf('SendMessageBatch')).toMatchObject([{ QueueUrl: queue.url }]);
  });
});
