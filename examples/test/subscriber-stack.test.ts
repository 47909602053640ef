import { Match, Template } from 'aws-cdk-lib/assertions';
import { eventTypes } from '../../lambda/order/event.ts';
import { anApp } from '../../test/support/synth.ts';
import { StuckAlerts, type StuckAlertsProps } from '../subscriber/stack.ts';

const orderEventsTopicArn = 'arn:aws:sns:eu-central-1:123456789012:order-events';

const templateWith = (props: Partial<StuckAlertsProps> = {}): Template =>
  Template.fromStack(new StuckAlerts(anApp(), 'StuckAlerts', { orderEventsTopicArn, ...props }));

const attributeOf = (name: string) => ({ 'Fn::GetAtt': [Match.stringLikeRegexp(`^${name}`), 'Arn'] });

describe('the stack of the example subscriber', () => {
  const template = templateWith();

  it('has one subscription to the topic of the shop, raw and filtered by type, with a queue of its own', () => {
    template.resourceCountIs('AWS::SNS::Subscription', 1);
    template.hasResourceProperties('AWS::SNS::Subscription', {
      TopicArn: orderEventsTopicArn,
      Protocol: 'sqs',
      Endpoint: attributeOf('Queue'),
      RawMessageDelivery: true,
      FilterPolicy: { type: ['order.stuck', 'order.ready', 'order.cancelled'] },
      RedrivePolicy: { deadLetterTargetArn: attributeOf('Dlq') },
    });
  });

  it('filters by types that the shop publishes', () => {
    const [subscription] = Object.values(template.findResources('AWS::SNS::Subscription'));
    expect(Object.values(eventTypes)).toEqual(expect.arrayContaining(subscription?.Properties.FilterPolicy.type));
  });

  it('creates its own topic and imports the other one', () => {
    template.resourceCountIs('AWS::SNS::Topic', 1);
  });

  it('permits only the topic of the shop to send to its queue', () => {
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: Match.stringLikeRegexp('^Queue') }],
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sqs:SendMessage',
            Condition: { ArnEquals: { 'aws:SourceArn': orderEventsTopicArn } },
          }),
        ],
      },
    });
  });

  it('retains dead letters for longer than messages, and gives the function six timeouts', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 604_800,
      VisibilityTimeout: 120,
      RedrivePolicy: { deadLetterTargetArn: attributeOf('Dlq'), maxReceiveCount: 10 },
    });
    template.hasResourceProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 1_209_600 });
    template.hasResourceProperties('AWS::Lambda::Function', { Timeout: 20 });
  });

  it('permits the function its own calls only', () => {
    const [policy, ...others] = Object.values(template.findResources('AWS::IAM::Policy'));
    expect(others).toEqual([]);
    const statements: readonly { readonly Action: string | string[]; readonly Resource: unknown }[] =
      policy?.Properties.PolicyDocument.Statement;
    expect(statements.flatMap(({ Action }) => Action).toSorted()).toEqual([
      'dynamodb:GetItem',
      'dynamodb:UpdateItem',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'sns:Publish',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ReceiveMessage',
    ]);
    expect(JSON.stringify(statements.map(({ Resource }) => Resource))).not.toContain('*');
    template.hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  });

  it('deletes the version of an order when it expires', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  it('answers for each record of a batch', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });

  it('alarms about its own dead letters on the topic of its alerts', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Dlq'), 'QueueName'] } }],
      Threshold: 1,
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^Alerts') }],
    });
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: 'sns:Publish', Principal: { Service: 'cloudwatch.amazonaws.com' } }),
        ]),
      },
    });
  });

  it('mails the alerts to an address, if it gets one', () => {
    templateWith({ email: 'people@example.org' }).hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'people@example.org',
    });
  });
});
