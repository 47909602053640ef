import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { createForward, createSourceQueues } from '../../../lambda/aws/source-queues.ts';
import type { Failure } from '../../../lambda/batch/record-handler.ts';
import { sqsRecord } from '../../support/sqs.ts';

const queues = ['orders', 'tabs.fifo'].map((name) => ({
  queueUrl: `https://sqs/1/${name}`,
  dlqUrl: `https://sqs/1/dead-${name}`,
}));
const failure: Failure = {
  code: 'malformed',
  message: '/v: v should be 1',
  messageId: 'message-1',
  sourceQueue: 'orders',
  receiveCount: 1,
  firstReceivedAt: '2026-11-21T09:00:00.000Z',
  quarantinedAt: '2026-11-21T09:00:01.000Z',
};

/** A fake client, which keeps its inputs. */
const someClient = (answer: object = {}) => {
  const asked: object[] = [];
  const client = new SQSClient({ region: 'eu-central-1' });
  client.middlewareStack.add(
    () =>
      async ({ input }) => {
        asked.push(input);
        return { output: { $metadata: {}, ...answer }, response: undefined };
      },
    { step: 'initialize' },
  );
  return { asked, client };
};

const someQueues = (answer?: object) => {
  const { asked, client } = someClient(answer);
  const forward = createForward({ client, queueUrl: 'https://sqs/1/orders' });
  return { asked, forward, ...createSourceQueues({ client, queues }) };
};

const deadLettered = async (record: SQSRecord) => {
  const { asked, sendToDlq } = someQueues();
  await sendToDlq(record, failure);
  return asked[0];
};

const attribute = (stringValue: string) => ({
  dataType: 'String',
  stringValue,
  stringListValues: [],
  binaryListValues: [],
});

it('sends the unchanged body to the dead-letter queue, with the reason as another attribute', async () => {
  const record = sqsRecord('{"odd": "body" }', { group: 'fair' });
  const messageAttributes = { contentType: attribute('application/json'), failure: attribute('an earlier one') };
  expect(await deadLettered({ ...record, messageAttributes })).toEqual({
    QueueUrl: 'https://sqs/1/dead-orders',
    MessageBody: '{"odd": "body" }',
    MessageGroupId: 'fair',
    MessageAttributes: {
      contentType: { DataType: 'String', StringValue: 'application/json' },
      failure: { DataType: 'String', StringValue: JSON.stringify(failure) },
    },
  });
});

it('keeps the reason under 1 KiB, and loses only the end of its message', async () => {
  for (const message of ['x'.repeat(5000), '你'.repeat(5000)]) {
    const { asked, sendToDlq } = someQueues();
    await sendToDlq(sqsRecord('x'), { ...failure, message });
    const [input] = JSON.parse(JSON.stringify(asked));
    const text: string = input.MessageAttributes.failure.StringValue;
    expect(text.length).toBeLessThanOrEqual(1024);
    const sent: Failure = JSON.parse(text);
    expect(sent).toEqual({ ...failure, message: expect.any(String) });
    expect(message.startsWith(sent.message) && sent.message.length > 50).toBe(true);
  }
});

it('keeps the group of a FIFO message, and deduplicates it by its message id', async () => {
  const record = sqsRecord('x', { messageId: 'm-1', queue: 'tabs.fifo', group: 'table' });
  expect(await deadLettered(record)).toMatchObject({
    QueueUrl: 'https://sqs/1/dead-tabs.fifo',
    MessageGroupId: 'table',
    MessageDeduplicationId: 'm-1',
  });
});

it('folds ten attributes into one to make room for the reason, without escapes of other scripts', async () => {
  const ten = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`a${n}`, attribute(`é${n}`)]));
  const record = { ...sqsRecord('x'), messageAttributes: ten };
  expect(await deadLettered(record)).toMatchObject({
    MessageAttributes: { attributes: { StringValue: JSON.stringify(ten) }, failure: { DataType: 'String' } },
  });
});

it.each([
  {
    name: 'a dead letter',
    send: (queues: ReturnType<typeof someQueues>, record: SQSRecord) => queues.sendToDlq(record, failure),
  },
  {
    name: 'a forwarded message',
    send: (queues: ReturnType<typeof someQueues>, record: SQSRecord) => queues.forward(record),
  },
])('keeps $name in the trace of its order', async ({ send }) => {
  const record = sqsRecord('x');
  const AWSTraceHeader = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
  const queues = someQueues();
  await send(queues, { ...record, attributes: { ...record.attributes, AWSTraceHeader } });
  const expected = { AWSTraceHeader: { DataType: 'String', StringValue: AWSTraceHeader } };
  expect(queues.asked).toMatchObject([{ MessageSystemAttributes: expected }]);
});

it('forwards a message with its body, attributes and message group', async () => {
  const { asked, client } = someClient();
  const messageAttributes = { contentType: attribute('application/json') };
  const forward = createForward({ client, queueUrl: 'https://sqs/1/orders' });
  await forward({ ...sqsRecord('{"odd": "body" }', { queue: 'tabs.fifo', group: 'table' }), messageAttributes });
  expect(asked).toEqual([
    {
      QueueUrl: 'https://sqs/1/orders',
      MessageBody: '{"odd": "body" }',
      MessageAttributes: { contentType: { DataType: 'String', StringValue: 'application/json' } },
      MessageGroupId: 'table',
    },
  ]);
});

it('changes the visibility of ten messages per call, in whole seconds within the limit of SQS', async () => {
  const { asked, setVisibility } = someQueues();
  const seconds = [0, 3.2, -1, 90_000, ...Array(8).fill(5)];
  await setVisibility(seconds.map((of, n) => ({ record: sqsRecord('x', { messageId: String(n) }), seconds: of })));
  expect(asked).toMatchObject([
    { QueueUrl: 'https://sqs/1/orders', Entries: { length: 10 } },
    { QueueUrl: 'https://sqs/1/orders', Entries: { length: 2 } },
  ]);
  const entries = JSON.parse(JSON.stringify(asked)).flatMap(({ Entries }: { Entries: object[] }) => Entries);
  expect(entries.slice(0, 4)).toMatchObject([0, 4, 0, 42_300].map((VisibilityTimeout) => ({ VisibilityTimeout })));
});

it('fails if SQS does not change every visibility', async () => {
  const { setVisibility } = someQueues({ Failed: [{ Id: '0', Code: 'InvalidParameterValue', SenderFault: true }] });
  await expect(setVisibility([{ record: sqsRecord('x'), seconds: 1 }])).rejects.toThrow(/InvalidParameterValue/);
});

it('changes the visibility of all messages, even if SQS refuses one of the first ten', async () => {
  const { asked, setVisibility } = someQueues({
    Failed: [{ Id: '0', Code: 'ReceiptHandleIsInvalid', SenderFault: true }],
  });
  const failed = Array.from({ length: 12 }, () => ({ record: sqsRecord('x'), seconds: 1 }));
  await expect(setVisibility(failed)).rejects.toThrow(/ReceiptHandleIsInvalid/);
  expect(asked).toHaveLength(2);
});

it('changes the visibility of the other messages if SQS does not answer one of its calls', async () => {
  const client = new SQSClient({ region: 'eu-central-1' });
  const calls: unknown[] = [];
  client.send = async (command: unknown) => {
    calls.push(command);
    if (calls.length === 1) throw new Error('socket hang up');
    return { Failed: [] };
  };
  const failed = Array.from({ length: 12 }, () => ({ record: sqsRecord('x'), seconds: 1 }));
  const { setVisibility } = createSourceQueues({ client, queues });
  await expect(setVisibility(failed)).rejects.toMatchObject({ code: 'unavailable' });
  expect(calls).toHaveLength(2);
});

it('fails if the queue is unknown, and names those that it knows', async () => {
  await expect(deadLettered(sqsRecord('x', { queue: 'elsewhere' }))).rejects.toThrow(
    'the message should come from orders or tabs.fifo, of which this function has the URLs, got elsewhere',
  );
});

describe('refuses at once', () => {
  const queueUrl = 'https://sqs/1/orders';
  it.each([
    ['an empty URL', queueUrl, '', /^dlqUrl should be the URL of a queue, .*, got ''$/],
    ['an ARN', 'arn:aws:sqs:eu-central-1:1:orders', queueUrl, /^queueUrl should be the URL of a queue/],
    ['a URL without a name', queueUrl, 'https://sqs/', /^dlqUrl should be the URL of a queue/],
    ['a queue that is its own DLQ', queueUrl, queueUrl, /^dlqUrl should be another queue than queueUrl/],
    [
      'a standard DLQ of a FIFO queue',
      'https://sqs/1/tabs.fifo',
      queueUrl,
      /^dlqUrl should be of the type of its queue/,
    ],
    [
      'a FIFO DLQ of a standard queue',
      queueUrl,
      'https://sqs/1/dead.fifo',
      /^dlqUrl should be of the type of its queue/,
    ],
  ])('%s', (_what, source, dlqUrl, sentence) => {
    const { client } = someClient();
    expect(() => createSourceQueues({ client, queues: [{ queueUrl: source, dlqUrl }] })).toThrow(sentence);
  });
});

it('names the call if SQS does not answer', async () => {
  const client = new SQSClient({ region: 'eu-central-1' });
  client.send = async () => Promise.reject(new Error('socket hang up'));
  const { setVisibility, sendToDlq } = createSourceQueues({ client, queues });
  const forward = createForward({ client, queueUrl: 'https://sqs/1/orders' });
  const called = (operation: string) => ({ code: 'unavailable', service: 'sqs', operation });
  const change = setVisibility([{ record: sqsRecord('x'), seconds: 1 }]);
  await expect(change).rejects.toMatchObject(called('ChangeMessageVisibilityBatch'));
  await expect(sendToDlq(sqsRecord('x'), failure)).rejects.toMatchObject(called('SendMessage'));
  await expect(forward(sqsRecord('x'))).rejects.toMatchObject(called('SendMessage'));
});

it('changes no visibility without a failed message', async () => {
  const { asked, setVisibility } = someQueues();
  await setVisibility([]);
  expect(asked).toEqual([]);
});

it('keeps binary attributes, and adds no message group to a message without one', async () => {
  const { asked, client } = someClient();
  const binary = { dataType: 'Binary', binaryValue: 'AQI=', stringListValues: [], binaryListValues: [] };
  const record = { ...sqsRecord('x'), messageAttributes: { key: binary } };
  await createForward({ client, queueUrl: 'https://sqs/1/orders' })(record);
  const key = { DataType: 'Binary', BinaryValue: Buffer.from([1, 2]) };
  const input = { MessageBody: 'x', MessageAttributes: { key } };
  expect(asked).toEqual([{ QueueUrl: 'https://sqs/1/orders', ...input }]);
  expect(await deadLettered(record)).toEqual({
    ...input,
    QueueUrl: 'https://sqs/1/dead-orders',
    MessageAttributes: { key, failure: expect.anything() },
  });
});

it('sends nine attributes of a message unchanged, beside the reason', async () => {
  const nine = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`a${n}`, attribute(String(n))]));
  const input = await deadLettered({ ...sqsRecord('x'), messageAttributes: nine });
  expect(Object.keys(Reflect.get(Object(input), 'MessageAttributes'))).toEqual([...Object.keys(nine), 'failure']);
});

it('finds the queue of a message by its whole name', async () => {
  const { asked, client } = someClient();
  const named = (name: string) => ({ queueUrl: `https://sqs/1/${name}`, dlqUrl: `https://sqs/1/dead-${name}` });
  const { sendToDlq } = createSourceQueues({ client, queues: [named('long-orders'), named('orders')] });
  await sendToDlq(sqsRecord('{}', { queue: 'orders' }), failure);
  expect(asked).toMatchObject([{ QueueUrl: 'https://sqs/1/dead-orders' }]);
});
