import { createAnnounce, createPublisher } from '../../lambda/aws/announcer.ts';
import { clientTimeouts } from '../../lambda/aws/client-options.ts';
import { createOrderQueue } from '../../lambda/aws/order-queue.ts';
import { type Aws, startAws } from '../support/aws.ts';
import { recordingLog } from '../support/log.ts';
import { aMessage, aRecord } from '../support/orders.ts';

/** What Lambda sets before each invocation. */
const TRACE = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
const given = { ...process.env };

let aws: Aws;
beforeAll(async () => {
  aws = await startAws();
});
beforeEach(() => aws.mend());
afterEach(() => {
  process.env = { ...given };
});
afterAll(() => aws.stop());

const announceReady = async () => {
  const client = aws.connect.sns(clientTimeouts.barista);
  const publish = createPublisher({ client, topicArn: 'arn:aws:sns:eu-central-1:1:events', nextTurn: setImmediate });
  await createAnnounce({ publish, log: recordingLog().log })('READY', aRecord({ status: 'READY' }), 3);
  return { calls: aws.calls, traces: aws.traces };
};

it('sends an order to its queue in the trace of its call, as an attribute of the message and as a header', async () => {
  process.env.AWS_LAMBDA_FUNCTION_NAME = 'cashier';
  process.env._X_AMZN_TRACE_ID = TRACE;
  const queue = createOrderQueue({
    client: aws.connect.sqs(clientTimeouts.cashier.queue),
    claimCheck: { storeBody: () => Promise.reject(new Error('the order should be short')) },
    offloadAboveBytes: 256 * 1024,
    queueUrls: { orders: 'https://sqs/1/orders', tabs: 'https://sqs/1/tabs.fifo', pickups: 'https://sqs/1/pickups' },
    now: Date.now,
  });
  await queue.send(aMessage());
  expect({ calls: aws.calls, traces: aws.traces }).toEqual({ calls: ['sqs SendMessage'], traces: [TRACE] });
  const AWSTraceHeader = { DataType: 'String', StringValue: TRACE };
  expect(JSON.parse(aws.bodies[0] ?? '')).toMatchObject({ MessageSystemAttributes: { AWSTraceHeader } });
});

describe('the request that announces an order', () => {
  it('has the trace of its invocation as a header, which SNS passes on to the mail', async () => {
    process.env.AWS_LAMBDA_FUNCTION_NAME = 'barista';
    process.env._X_AMZN_TRACE_ID = TRACE;
    expect(await announceReady()).toEqual({ calls: ['sns PublishBatch'], traces: [TRACE] });
  });

  it('has no such header outside Lambda', async () => {
    process.env._X_AMZN_TRACE_ID = TRACE;
    expect(await announceReady()).toEqual({ calls: ['sns PublishBatch'], traces: [undefined] });
  });
});
