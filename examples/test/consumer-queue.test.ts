import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { connectQueue } from '../consumer/queue.ts';

const synthesize = (): Template => {
  const stack = new Stack();
  const timeout = Duration.seconds(20);
  const code = Code.fromInline('exports.handler = async () => {};');
  const props = { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code, timeout };
  connectQueue(stack, new LambdaFunction(stack, 'Function', props), timeout);
  return Template.fromStack(stack);
};

describe('the queue of the example consumer', () => {
  const template = synthesize();

  it('hides a message for six timeouts, and keeps it longer than 1,000 receives take', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: 120,
      MessageRetentionPeriod: 10 * 86_400,
      MaximumMessageSize: 512 * 1024,
      RedrivePolicy: { maxReceiveCount: 1000 },
    });
  });

  it('has a dead-letter queue with room for the reason, which keeps messages longer', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 14 * 86_400,
      MaximumMessageSize: 1024 * 1024,
      RedrivePolicy: Match.absent(),
    });
  });

  it('is worked with partial batch responses', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('permits the function to change visibility timeouts, and to send to the dead-letter queue', () => {
    const [policy] = Object.values(template.findResources('AWS::IAM::Policy'));
    const statements: { Action: string[]; Resource: object }[] = policy?.Properties.PolicyDocument.Statement;
    const actionsOn = (name: RegExp): string[] =>
      statements.filter(({ Resource }) => name.test(JSON.stringify(Resource))).flatMap(({ Action }) => Action);
    expect(actionsOn(/"Queue/)).toContain('sqs:ChangeMessageVisibility');
    expect(actionsOn(/"Dlq/)).toContain('sqs:SendMessage');
  });

  it('gives the function the URLs of both queues', () => {
    const { Variables } =
      Object.values(template.findResources('AWS::Lambda::Function'))[0]?.Properties.Environment ?? {};
    expect(Variables).toEqual({
      PARCELS_QUEUE_URL: { Ref: expect.stringMatching(/^Queue/) },
      PARCELS_DLQ_URL: { Ref: expect.stringMatching(/^Dlq/) },
    });
  });
});
