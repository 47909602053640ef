import type { Message } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { recordingLog } from '../../test/support/log.ts';
import { createHandleBatch } from '../handle-batch.ts';
import { createShift } from '../shift.ts';
import type { Source } from '../source.ts';
import { aMessage, aPill, orders } from './support/messages.ts';

type Variation = {
  readonly failing?: readonly string[];
  readonly removing?: (messageId: string | undefined) => Promise<boolean>;
};

/** A worker whose barista fails some messages. It keeps what it worked, removed and gave back. */
const aWorker = ({ failing = [], removing = async () => true }: Variation = {}) => {
  const shift = createShift();
  const worked: string[] = [];
  const removed: string[] = [];
  const givenBack: string[] = [];
  const deadlines: string[] = [];
  const idsOf = (messages: readonly Message[]) => messages.map(({ MessageId = '' }) => MessageId);
  const handleBatch = createHandleBatch({
    barista: async ({ Records }: SQSEvent, context) => {
      expect(context.getRemainingTimeInMillis()).toBe(12_000);
      worked.push(...Records.map(({ messageId }) => messageId));
      if (failing.includes('all')) throw new Error('the barista failed');
      const failed = Records.filter(({ messageId }) => failing.includes(messageId));
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    },
    deadlines: {
      begin: ({ messages }) => {
        deadlines.push(`begin ${messages}`);
        return { remaining: () => 12_000, end: () => deadlines.push('end') };
      },
    },
    held: {
      remove: async (_source: Source, { MessageId = '' }) => {
        removed.push(MessageId);
        return removing(MessageId);
      },
      giveBack: async (_source, messages) => void givenBack.push(...idsOf(messages)),
    },
    shift,
    log: recordingLog().log,
  });
  const receive = async (...messages: readonly Message[]) => idsOf(await handleBatch(orders, messages));
  return { shift, receive, worked, removed, givenBack, deadlines };
};

it('deletes the messages that the barista does not report as failed', async () => {
  const { receive, worked } = aWorker({ failing: ['b'] });
  expect(await receive(aMessage('a'), aMessage('b'), aMessage('c'))).toEqual(['a', 'c']);
  expect(worked).toEqual(['a', 'b', 'c']);
});

it('ends the deadline of a batch, also when the barista throws', async () => {
  const { receive, deadlines } = aWorker({ failing: ['all'] });
  await expect(receive(aMessage('a'), aMessage('b'))).rejects.toThrow('the barista failed');
  expect(deadlines).toEqual(['begin 2', 'end']);
});

it('gives back the messages of a poll that was in flight at the end of the shift', async () => {
  const { shift, receive, worked, givenBack } = aWorker();
  shift.end('SIGTERM');
  expect(await receive(aMessage('a'), aPill('pill'))).toEqual([]);
  expect({ worked, givenBack }).toEqual({ worked: [], givenBack: ['a', 'pill'] });
});

describe('a poison pill', () => {
  it('is deleted and ends the shift, and the worker finishes the batch that it holds', async () => {
    const { shift, receive, worked, removed, givenBack } = aWorker();
    expect(await receive(aMessage('a'), aPill('pill'), aMessage('b'))).toEqual(['a', 'b']);
    expect({ worked, removed, givenBack }).toEqual({ worked: ['a', 'b'], removed: ['pill'], givenBack: [] });
    expect(shift.over.reason).toBe('poison pill');
  });

  it('alone in a batch is not passed to the barista', async () => {
    const { receive, worked, deadlines } = aWorker();
    expect(await receive(aPill('pill'))).toEqual([]);
    expect({ worked, deadlines }).toEqual({ worked: [], deadlines: [] });
  });

  it('beside another one in a batch is given back, for another worker', async () => {
    const { receive, removed, givenBack } = aWorker();
    await receive(aPill('first'), aPill('second'));
    expect({ removed, givenBack }).toEqual({ removed: ['first'], givenBack: ['second'] });
  });

  it('in a second batch at the same time is given back', async () => {
    const { receive, removed, givenBack } = aWorker();
    await Promise.all([receive(aPill('first')), receive(aPill('second'))]);
    expect({ removed, givenBack }).toEqual({ removed: ['first'], givenBack: ['second'] });
  });

  it('that SQS does not delete is given back, and the worker goes on', async () => {
    const { shift, receive, worked, givenBack } = aWorker({ removing: async (id) => id !== 'kept' });
    expect(await receive(aPill('kept'), aMessage('a'))).toEqual(['a']);
    expect({ worked, givenBack, over: shift.over.aborted }).toEqual({
      worked: ['a'],
      givenBack: ['kept'],
      over: false,
    });
    await receive(aPill('next'));
    expect(shift.over.aborted).toBe(true);
  });
});
