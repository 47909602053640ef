import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { asciiJson } from '../../../lambda/aws/ascii-json.ts';
import { aMessage, aRecord } from '../../../test/support/orders.ts';
import { dropDeadLetters } from '../../dead-letters/actions/drop.ts';
import { peekDeadLetters } from '../../dead-letters/actions/peek.ts';
import { reconcileDeadLetters } from '../../dead-letters/actions/reconcile.ts';
import { redriveDeadLetters } from '../../dead-letters/actions/redrive.ts';
import { restoreDeadLetters } from '../../dead-letters/actions/restore.ts';
import { aContext, aTarget, stubDynamodb } from '../support/context.ts';
import { aQueue, fakeDlq, receivedLetter, stubSqs } from '../support/letters.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'orderboard-actions-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const CHANGES = ['SendMessageBatch', 'DeleteMessageBatch', 'StartMessageMoveTask'];
const queue = aQueue();
const anOrderLetter = () => ({ ...receivedLetter('a1'), Body: asciiJson(aMessage()) });

/** The answer to the write of a stuck order. */
const stick = (): object => {
  const failure = { code: 'none', message: 'SQS moved it', at: '2026-11-21T09:00:00.000Z' };
  return { Attributes: marshall({ ...aRecord({ status: 'STUCK', failure }) }, { removeUndefinedValues: true }) };
};

const deletesAll = (): object => ({});

/** A shop with one dead letter of an order without a record. The letter is shown again after the listing, if nobody took it. */
const aShop = ({ refused = [] as readonly number[], update = stick, deletion = deletesAll, taken = false } = {}) => {
  const dlq = fakeDlq({ queue, letters: [anOrderLetter()], refused, deletion });
  const { dynamodb, inputsOf } = stubDynamodb((operation) => (operation === 'UpdateItem' ? update() : {}));
  const { context, said } = aContext(aTarget({ sqs: dlq.sqs, dynamodb }));
  const confirm = context.confirm;
  const shown = {
    ...context,
    confirm: async (...args: Parameters<typeof confirm>) => {
      if (!taken) dlq.arrive(anOrderLetter());
      await confirm(...args);
    },
  };
  const changes = () => [...CHANGES.flatMap(dlq.inputsOf), ...inputsOf('UpdateItem')];
  return { context: shown, said, dlq, changes };
};
type Shop = ReturnType<typeof aShop>;

type Options = { readonly yes?: boolean; readonly dryRun?: boolean };
const commands: readonly (readonly [string, (shop: Shop, options: Options) => Promise<void>])[] = [
  ['redrive', ({ context }, options) => redriveDeadLetters(context, { reason: ['none'], ...options })],
  ['redrive --all', ({ context }, options) => redriveDeadLetters(context, { all: true, ...options })],
  [
    'drop',
    ({ context }, options) =>
      dropDeadLetters(context, {
        all: true,
        backup: join(folder, `${randomUUID()}.jsonl`),
        ...options,
      }),
  ],
  ['reconcile', ({ context }, options) => reconcileDeadLetters(context, options)],
];

describe.each(commands)('dlq %s', (_name, run) => {
  it('asks once, and changes nothing without an answer', async () => {
    const shop = aShop();
    await expect(run(shop, {})).rejects.toMatchObject({ exitCode: 2 });
    expect({ asked: shop.said.questions.length, changes: shop.changes() }).toEqual({ asked: 1, changes: [] });
  });

  it('changes something with --yes', async () => {
    const shop = aShop();
    await run(shop, { yes: true });
    expect(shop.changes()).not.toEqual([]);
  });

  it.each([{ dryRun: true }, { dryRun: true, yes: true }])('changes and asks nothing with %j', async (options) => {
    const shop = aShop();
    await run(shop, options);
    expect({ asked: shop.said.questions, changes: shop.changes() }).toEqual({ asked: [], changes: [] });
    expect(shop.said.results).toHaveLength(1);
  });
});

describe.each([
  ['redrive', redriveDeadLetters],
  ['drop', dropDeadLetters],
])('dlq %s', (_name, run) => {
  it.each([
    ['no choice', {}, 'should be chosen, got no choice'],
    ['--all beside another choice', { all: true, reason: ['none'] }, '--all should be the only choice'],
  ])('refuses %s as wrong usage', async (_what, options, message) => {
    const shop = aShop();
    await expect(run(shop.context, options)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message),
    });
    expect(shop.changes()).toEqual([]);
  });
});

it('dlq redrive --all gives its rate to the task of SQS', async () => {
  const { context, dlq } = aShop();
  await redriveDeadLetters(context, { all: true, rate: 7, yes: true });
  expect(dlq.inputsOf('StartMessageMoveTask')).toEqual([
    expect.objectContaining({ SourceArn: queue.dlqArn, MaxNumberOfMessagesPerSecond: 7 }),
  ]);
});

it('dlq redrive --all answers "no" if somebody cancels the task of SQS', async () => {
  const dlq = fakeDlq({ queue, letters: [anOrderLetter()], taskStatus: 'CANCELLED' });
  const { context, said } = aContext(aTarget({ sqs: dlq.sqs }));
  await redriveDeadLetters(context, { all: true, yes: true });
  expect(said).toMatchObject({ no: true, results: [{ queues: [{ task: { status: 'cancelled' } }] }] });
  expect(said.notes).toContainEqual(expect.stringContaining('somebody cancelled its move task'));
});

it('dlq redrive answers "no" if a letter stays', async () => {
  const { context, said } = aShop({ refused: [0] });
  await redriveDeadLetters(context, { reason: ['none'], yes: true });
  expect(said).toMatchObject({ no: true, results: [{ moved: 0, queues: [{ failed: [{ messageId: 'a1' }] }] }] });
});

it.each([
  ['redrive', redriveDeadLetters],
  ['drop', dropDeadLetters],
])('dlq %s answers "no" if SQS does not show a listed letter again', async (_name, run) => {
  const { context, said } = aShop({ taken: true });
  await run(context, { reason: ['none'], yes: true });
  expect(said).toMatchObject({ no: true, results: [{ queues: [{ unshown: 1 }] }] });
  expect(said.notes).toContainEqual(expect.stringContaining('1 of the listed dead letters was not shown again'));
});

describe('a deletion that SQS refuses', () => {
  const deletion = (): object => ({ Failed: [{ Id: '0', Code: 'InternalError', SenderFault: false }] });

  it('makes dlq redrive answer "no"', async () => {
    const { context, said } = aShop({ deletion });
    await redriveDeadLetters(context, { reason: ['none'], yes: true });
    expect(said).toMatchObject({ no: true, results: [{ moved: 1, queues: [{ undeleted: 1 }] }] });
  });

  it('makes dlq drop answer "no"', async () => {
    const { context, said } = aShop({ deletion });
    await dropDeadLetters(context, { all: true, yes: true, backup: join(folder, 'undeleted.jsonl') });
    expect(said).toMatchObject({ no: true, results: [{ dropped: 0, queues: [{ undeleted: 1 }] }] });
  });
});

describe('a deletion whose answer is lost', () => {
  const deletion = (): never => {
    throw new Error('SQS is out');
  };

  it('makes dlq drop name the backup, because SQS can have deleted the letters', async () => {
    const { context, said } = aShop({ deletion });
    const backup = join(folder, 'unknown.jsonl');
    await expect(dropDeadLetters(context, { all: true, yes: true, backup })).rejects.toThrow('SQS is out');
    expect(said.notes).toContain(
      `0 dead letters were certainly deleted before the error, and ${backup} holds 1: "dlq restore ${backup}" sends back those that are no longer in their dead-letter queue.`,
    );
  });

  it('makes dlq redrive count the letters that were sent', async () => {
    const { context, said } = aShop({ deletion });
    await expect(redriveDeadLetters(context, { reason: ['none'], yes: true })).rejects.toThrow('SQS is out');
    expect(said.notes).toContainEqual(expect.stringContaining('At least 1 dead letter was sent back before the error'));
  });
});

it('dlq drop names no backup if an error comes before the first letter is in it', async () => {
  const { context, said } = aShop();
  writeFileSync(join(folder, 'taken.jsonl'), '');
  const dropping = dropDeadLetters(context, { all: true, yes: true, backup: join(folder, 'taken.jsonl') });
  await expect(dropping).rejects.toThrow('should be a new file');
  expect(said.notes).toContain('No dead letter was deleted before the error.');
});

it('dlq reconcile answers "no" if a record has changed meanwhile', async () => {
  const update = (): never => {
    throw new ConditionalCheckFailedException({ message: 'changed', $metadata: {} });
  };
  const { context, said } = aShop({ update });
  await reconcileDeadLetters(context, { yes: true });
  expect(said).toMatchObject({ no: true, results: [{ counts: { changed: 1 } }] });
});

it('dlq reconcile reads only the queue that is named', async () => {
  const stub = stubSqs((operation) => (operation === 'ReceiveMessage' ? { Messages: [] } : { Attributes: {} }));
  const { context } = aContext(aTarget({ sqs: stub.sqs, queues: [queue, aQueue({ fifo: true })] }));
  await reconcileDeadLetters(context, { queue: 'orders', dryRun: true });
  const asked = stub.inputsOf('ReceiveMessage').map((input) => Object(input).QueueUrl);
  expect([...new Set(asked)]).toEqual([queue.dlqUrl]);
});

describe('dlq restore', () => {
  /** Drops the letter, and returns the path of its backup. */
  const backup = async (name: string): Promise<string> => {
    const file = join(folder, name);
    await dropDeadLetters(aShop().context, { all: true, yes: true, backup: file });
    return file;
  };
  const anEmptyShop = (refused: readonly number[] = []) => {
    const dlq = fakeDlq({ queue, letters: [], refused });
    return { dlq, ...aContext(aTarget({ sqs: dlq.sqs })) };
  };

  it.each([
    ['dlq', queue.dlqUrl],
    ['source', queue.url],
  ] as const)('sends to where --to says: %s', async (to, QueueUrl) => {
    const file = await backup(`${to}.jsonl`);
    const { context, dlq, said } = anEmptyShop();
    await restoreDeadLetters(context, file, { to });
    expect(dlq.inputsOf('SendMessageBatch')).toEqual([expect.objectContaining({ QueueUrl })]);
    expect(said).toMatchObject({ no: false, results: [{ restored: 1 }] });
  });

  it('answers "no" if a letter was not sent', async () => {
    const file = await backup('refused.jsonl');
    const { context, said } = anEmptyShop([0]);
    await restoreDeadLetters(context, file, { to: 'dlq' });
    expect(said).toMatchObject({ no: true, results: [{ restored: 0, failed: [{ messageId: 'a1' }] }] });
  });
});

it('dlq peek shows the most letters over all queues, and receives none from a queue after that', async () => {
  // GIVEN two letters on each of two queues
  const queues = [aQueue(), aQueue({ fifo: true })];
  const left = new Map(queues.map(({ dlqUrl }) => [dlqUrl, [receivedLetter('a1'), receivedLetter('b1')]]));
  const stub = stubSqs((operation, input) => {
    const letters = left.get(Object(input).QueueUrl) ?? [];
    if (operation === 'GetQueueAttributes') return { Attributes: { ApproximateNumberOfMessages: `${letters.length}` } };
    return operation === 'ReceiveMessage' ? { Messages: letters.splice(0) } : {};
  });
  const show = async (limit: number) => {
    for (const letters of left.values()) letters.splice(0, 2, receivedLetter('a1'), receivedLetter('b1'));
    const { context, said } = aContext(aTarget({ sqs: stub.sqs, queues }));
    const before = stub.inputsOf('ReceiveMessage').length;
    await peekDeadLetters(context, { limit });
    const asked = stub
      .inputsOf('ReceiveMessage')
      .slice(before)
      .map((input) => Object(input).QueueUrl);
    return { shown: said.steps.length, asked: [...new Set(asked)] };
  };
  // THEN
  const [first, second] = queues.map(({ dlqUrl }) => dlqUrl);
  expect(await show(3)).toEqual({ shown: 3, asked: [first, second] });
  expect(await show(2)).toEqual({ shown: 2, asked: [first] });
});
