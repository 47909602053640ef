import { createAnnounce, createPublisher } from '../../lambda/aws/announcer.ts';
import { clientTimeouts } from '../../lambda/aws/client-options.ts';
import { type Aws, startAws } from '../support/aws.ts';
import { recordingLog } from '../support/log.ts';
import { aRecord } from '../support/orders.ts';

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
