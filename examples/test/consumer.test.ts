import { createHash } from 'node:crypto';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { lambdaContext, sqsEvent, sqsRecord } from '../../test/support/sqs.ts';
import { startHttpStub } from './support/http-stub.ts';

type Stub = Awaited<ReturnType<typeof startHttpStub>>;

const md5 = (body: unknown): string => createHash('md5').update(String(body)).digest('hex');

describe('the example consumer', () => {
  let carrier: Stub;
  let sqs: Stub;
  let handler: (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;
  beforeAll(async () => {
    carrier = await startHttpStub(({ body }) => ({ status: Number(body.grams), body: {} }));
    sqs = await startHttpStub(({ body }) => ({
      status: 200,
      body: { MessageId: 'm', MD5OfMessageBody: md5(body.MessageBody), Successful: [], Failed: [] },
    }));
    Object.assign(process.env, {
      PARCELS_QUEUE_URL: `${sqs.url}/123456789012/parcels.fifo`,
      PARCELS_DLQ_URL: `${sqs.url}/123456789012/parcels-dlq.fifo`,
      CARRIER_URL: carrier.url,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    });
    ({ handler } = await import('../consumer/handler.ts'));
  });
  beforeEach(() => {
    carrier.requests.length = 0;
    sqs.requests.length = 0;
    for (const level of ['info', 'warn', 'error'] as const) jest.spyOn(console, level).mockReturnValue();
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => {
    carrier.close();
    sqs.close();
  });

  /** A message about a parcel. The carrier answers with the status that the weight names. */
  const parcel = (messageId: string, status: number, group = messageId): SQSRecord =>
    sqsRecord(JSON.stringify({ parcelId: `p-${messageId}`, grams: status }), {
      ...{ messageId, group, queue: 'parcels.fifo' },
      firstReceivedAt: Date.now(),
    });

  const work = async (...records: SQSRecord[]): Promise<string[]> => {
    const { batchItemFailures } = await handler(sqsEvent(...records), {
      ...lambdaContext(),
      getRemainingTimeInMillis: () => 20_000,
    });
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };

  const sentToSqs = (operation: string) =>
    sqs.requests.filter(({ headers }) => headers['x-amz-target'] === `AmazonSQS.${operation}`).map(({ body }) => body);

  it('orders a label for each parcel, with its id as the idempotency key', async () => {
    expect(await work(parcel('a', 200), parcel('b', 201))).toEqual([]);
    expect(carrier.requests.map(({ path, headers }) => [path, headers['idempotency-key']])).toEqual([
      ['/labels', 'p-a'],
      ['/labels', 'p-b'],
    ]);
    expect(sqs.requests).toEqual([]);
  });

  it.each(['ada@example.org\nx', 'p–1', 'a'.repeat(65)])(
    'quarantines an id that cannot be a header, and logs no part of it: %j',
    async (parcelId) => {
      const body = JSON.stringify({ parcelId, grams: 200 });
      expect(await work(sqsRecord(body, { messageId: 'a', group: 'g', queue: 'parcels.fifo' }))).toEqual([]);
      expect(sentToSqs('SendMessage')[0]).toMatchObject({ MessageBody: body });
      expect(carrier.requests).toEqual([]);
      const lines = [console.info, console.warn, console.error].flatMap((write) =>
        jest.mocked(write).mock.calls.flat(),
      );
      expect(lines).toContainEqual(expect.objectContaining({ event: 'record.quarantined', code: 'invalid' }));
      expect(JSON.stringify(lines)).not.toContain(parcelId.slice(0, 3));
    },
  );

  it('quarantines a message that can never succeed at its first receive, with the reason', async () => {
    const invalid = sqsRecord('not JSON', { messageId: 'invalid', group: 'g', queue: 'parcels.fifo' });
    expect(await work(invalid, parcel('refused', 422), parcel('good', 200))).toEqual([]);
    // SQS drops the second try of a send, by its deduplication id.
    const sent = new Map(sentToSqs('SendMessage').map((body) => [body.MessageDeduplicationId, body]));
    const letters = [...sent.values()].map(({ MessageBody, MessageAttributes, QueueUrl }) => {
      const { code, sourceQueue, receiveCount } = JSON.parse(Object(MessageAttributes).failure.StringValue);
      return [code, MessageBody, QueueUrl, sourceQueue, receiveCount];
    });
    const place = [process.env.PARCELS_DLQ_URL, 'parcels.fifo', 1];
    expect(letters.sort()).toEqual([
      ['invalid', 'not JSON', ...place],
      ['refused', parcel('refused', 422).body, ...place],
    ]);
  });

  it('retries the parcels that the carrier did not take, after a delay, and holds back only their message groups', async () => {
    const failures = await work(parcel('1', 503, 'x'), parcel('2', 200, 'x'), parcel('3', 200, 'y'));
    expect(failures.sort()).toEqual(['1', '2']);
    expect(carrier.requests.map(({ body }) => body.parcelId).sort()).toEqual(['p-1', 'p-3']);
    const [change] = sentToSqs('ChangeMessageVisibilityBatch');
    const seconds = Object.fromEntries(
      Object.values(Object(change).Entries).map((entry) => [
        Object(entry).ReceiptHandle,
        Object(entry).VisibilityTimeout,
      ]),
    );
    expect(seconds['receipt of 1']).toBeGreaterThanOrEqual(3); // half of 5 s, rounded up
    expect(seconds['receipt of 2']).toBe(0); // SQS holds it back with its group
  });

  it('begins no record that could exceed the time limit of the function', async () => {
    const { batchItemFailures } = await handler(sqsEvent(parcel('late', 200)), {
      ...lambdaContext(),
      getRemainingTimeInMillis: () => 6000,
    });
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'late' }]);
    expect(carrier.requests).toEqual([]);
  });
});
