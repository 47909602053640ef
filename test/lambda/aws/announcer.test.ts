import { setImmediate as nextTurn } from 'node:timers/promises';
import { PublishBatchCommand, type PublishBatchCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { createAnnounce, createPublisher } from '../../../lambda/aws/announcer.ts';
import { eventOf } from '../../../lambda/order/event.ts';
import { logName, pickupNumber } from '../../../lambda/order/identity.ts';
import { recordingLog } from '../../support/log.ts';
import { aRecord } from '../../support/orders.ts';

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:order-events';

const ready = (n: number) => {
  const orderId = `order-${n}`;
  return eventOf('READY', { orderId, number: pickupNumber(orderId), version: 2, at: '2026-11-21T09:00:00.000Z' });
};
const all = (count: number) => Array.from({ length: count }, (_, n) => ready(n));

/** An announcer over a fake SNS, which keeps its calls and refuses the events of these orders. */
const anAnnouncer = (refused: readonly string[] = []) => {
  const calls: (readonly string[])[] = [];
  const inputs: PublishBatchCommandInput[] = [];
  const client = new SNSClient({ region: 'eu-central-1' });
  client.send = async (command: unknown) => {
    if (!(command instanceof PublishBatchCommand)) throw new Error('a batch should be published');
    const { PublishBatchRequestEntries: entries = [] } = command.input;
    const idOf = (message = '{}') => String(JSON.parse(message).orderId);
    inputs.push(command.input);
    calls.push(entries.map(({ Message }) => idOf(Message)));
    if (refused.includes('everything')) throw new Error('SNS does not answer');
    const Failed = entries.filter(({ Message }) => refused.includes(idOf(Message)));
    return {
      Failed: Failed.map(({ Id }) => ({ Id, Code: 'InternalError', Message: 'try again', SenderFault: false })),
    };
  };
  return { calls, inputs, announce: createPublisher({ client, topicArn: TOPIC, nextTurn: setImmediate }) };
};

it('publishes a single event, with its type as an attribute for filter policies', async () => {
  const { inputs, announce } = anAnnouncer();
  await announce(ready(1));
  const MessageAttributes = { type: { DataType: 'String', StringValue: 'order.ready' } };
  expect(inputs).toEqual([
    {
      TopicArn: TOPIC,
      PublishBatchRequestEntries: [{ Id: expect.any(String), Message: JSON.stringify(ready(1)), MessageAttributes }],
    },
  ]);
});

it('publishes the events of one turn of the event loop together, up to ten in one call', async () => {
  const { calls, announce } = anAnnouncer();
  await Promise.all(all(23).map(announce));
  expect(calls.map((ids) => ids.length)).toEqual([10, 10, 3]);
  expect(calls.flat()).toEqual(all(23).map(({ orderId }) => orderId));
});

it('fails only the event that SNS refuses', async () => {
  const { announce } = anAnnouncer(['order-2']);
  const outcomes = await Promise.allSettled(all(4).map(announce));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
});

it('fails every event of a failed call, and still publishes later events', async () => {
  const { calls, announce } = anAnnouncer(['everything']);
  const outcomes = await Promise.allSettled(all(12).map(announce));
  expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
  expect(calls.map((ids) => ids.length)).toEqual([10, 2]);
  await expect(announce(ready(99))).rejects.toMatchObject({ service: 'sns', operation: 'PublishBatch' });
  expect(calls).toHaveLength(3);
});

it('does not let an event wait for the answer to an earlier one', async () => {
  const answered = Promise.withResolvers<object>();
  const client = new SNSClient({ region: 'eu-central-1' });
  let calls = 0;
  client.send = async () => {
    calls += 1;
    return calls === 1 ? answered.promise : {};
  };
  const announce = createPublisher({ client, topicArn: TOPIC, nextTurn: setImmediate });
  const first = announce(ready(1));
  await nextTurn();
  await announce(ready(2));
  answered.resolve({});
  await first;
  expect(calls).toBe(2);
});

describe('an announcement', () => {
  const record = aRecord({ status: 'READY', version: 4 });
  const names = { order: logName(record.orderId), number: record.number, version: 3 };

  it('publishes the event of a transition, and writes a log line', async () => {
    const published: unknown[] = [];
    const { log, lines } = recordingLog();
    const announce = createAnnounce({ publish: async (event) => void published.push(event), log });
    expect(await announce('READY', record, 3)).toEqual({ kind: 'announced' });
    expect(published).toEqual([eventOf('READY', { ...record, version: 3, at: record.updatedAt })]);
    expect(lines).toEqual([{ level: 'info', event: 'order.ready', fields: names }]);
  });

  it('has the facts of its caller in the log line', async () => {
    const { log, lines } = recordingLog();
    await createAnnounce({ publish: async () => undefined, log })('READY', record, 3, { milliseconds: 1500 });
    expect(lines).toEqual([{ level: 'info', event: 'order.ready', fields: { ...names, milliseconds: 1500 } }]);
  });

  it('has the level of its caller', async () => {
    const { log, lines } = recordingLog();
    await createAnnounce({ publish: async () => undefined, log })('PREPARING', record, 2, {}, 'debug');
    expect(lines).toMatchObject([{ level: 'debug', event: 'order.preparing' }]);
  });

  it('that fails never rejects, and a log line says why', async () => {
    const { log, lines } = recordingLog();
    const announce = createAnnounce({ publish: () => Promise.reject(new Error('SNS does not answer')), log });
    expect(await announce('READY', record, 3)).toMatchObject({ kind: 'failed', error: expect.anything() });
    const fields = { type: 'order.ready', ...names, error: 'Error', message: 'SNS does not answer' };
    expect(lines.slice(1)).toMatchObject([{ level: 'warn', event: 'announcement.failed', fields }]);
  });
});

it('names the refused event, and numbers the events of a call', async () => {
  const { inputs, announce } = anAnnouncer(['order-1']);
  const [refused] = await Promise.allSettled(all(2).toReversed().map(announce));
  expect(refused).toMatchObject({
    reason: { code: 'unavailable', message: 'sns should accept PublishBatch, got InternalError' },
  });
  expect(inputs[0]?.PublishBatchRequestEntries?.map(({ Id }) => Id)).toEqual(['0', '1']);
});

it('makes one call for ten events, after one turn of the event loop', async () => {
  const client = new SNSClient({ region: 'eu-central-1' });
  const send = jest.fn(async () => ({}));
  client.send = send;
  const nextTurn = jest.fn((callback: () => void) => void setImmediate(callback));
  const publish = createPublisher({ client, topicArn: TOPIC, nextTurn });
  await Promise.all(all(10).map(publish));
  expect(nextTurn).toHaveBeenCalledTimes(1);
  expect(send).toHaveBeenCalledTimes(1);
});

describe('a publisher with a window', () => {
  /** A publisher whose window ends when the test says so. */
  const aPublisher = (atWork: number) => {
    const windows: (() => void)[] = [];
    const waits: number[] = [];
    const sizes: number[] = [];
    const client = new SNSClient({ region: 'eu-central-1' });
    client.send = async (command: unknown) => {
      if (command instanceof PublishBatchCommand) sizes.push(command.input.PublishBatchRequestEntries?.length ?? 0);
      return {};
    };
    const later = (milliseconds: number, callback: () => void): void => {
      waits.push(milliseconds);
      windows.push(callback);
    };
    const window = { atWork: () => atWork, later };
    const publish = createPublisher({ client, topicArn: TOPIC, nextTurn: setImmediate, window });
    return { publish, sizes, waits, endWindow: () => windows.shift()?.() };
  };

  it('publishes the events of several turns together, at once when every record at work has one', async () => {
    const { publish, sizes } = aPublisher(3);
    const first = publish(ready(1));
    await nextTurn();
    expect(sizes).toEqual([]);
    await Promise.all([first, publish(ready(2)), publish(ready(3))]);
    expect(sizes).toEqual([3]);
  });

  it('publishes at the end of its window what there is', async () => {
    const { publish, sizes, waits, endWindow } = aPublisher(3);
    const published = Promise.all([publish(ready(1)), publish(ready(2))]);
    await nextTurn();
    expect(sizes).toEqual([]);
    endWindow();
    await published;
    expect(sizes).toEqual([2]);
    expect(waits).toEqual([10]);
  });

  it('opens no window for the event of a record that is alone at work', async () => {
    const { publish, sizes, waits } = aPublisher(1);
    await publish(ready(1));
    expect(sizes).toEqual([1]);
    expect(waits).toEqual([]);
  });

  it('publishes nothing twice when its window ends after its events are complete', async () => {
    const { publish, sizes, endWindow } = aPublisher(2);
    const first = publish(ready(1));
    await nextTurn();
    await Promise.all([first, publish(ready(2))]);
    const next = publish(ready(3));
    await nextTurn();
    endWindow();
    expect(sizes).toEqual([2]);
    endWindow();
    await next;
    expect(sizes).toEqual([2, 1]);
  });
});
