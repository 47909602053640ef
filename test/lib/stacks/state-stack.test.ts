import { Match } from 'aws-cdk-lib/assertions';
import { eventTypes, mailedEvents } from '../../../lambda/order/event.ts';
import { statuses } from '../../../lambda/order/lifecycle.ts';
import { propertiesOf, templatesOf } from '../../support/synth.ts';

const attributeOf = (name: string) => ({ 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^${name}`)), 'Arn'] });

const NAMES = ['Orders', 'Tabs', 'Pickups', 'Receipts'];
const QUEUES = NAMES.flatMap((name) => [`${name}Queue`, `${name}Dlq`]);
const OUTPUTS = [
  'OrdersQueueUrl',
  'OrdersDlqUrl',
  'TabsQueueUrl',
  'TabsDlqUrl',
  'PickupsQueueUrl',
  'PickupsDlqUrl',
  'ReceiptsQueueUrl',
  'ReceiptsDlqUrl',
  'OrderTableName',
  'OrderEventsTopicArn',
  'ClaimCheckBucketName',
];

describe.each([
  { stage: 'dev', visibility: 72, removal: 'Delete', protection: false },
  { stage: 'prod', visibility: 180, removal: 'Retain', protection: true },
])('the state of stage $stage', ({ stage, visibility, removal, protection }) => {
  const { state } = templatesOf(stage);
  const queues = state.findResources('AWS::SQS::Queue');

  it('has a queue for orders, one for tabs and one for pickups, each with its dead-letter queue', () => {
    state.resourceCountIs('AWS::SQS::Queue', QUEUES.length);
    for (const name of ['OrdersQueue', 'PickupsQueue'])
      expect(propertiesOf(queues, name)).not.toHaveProperty('FifoQueue');
    for (const name of ['TabsQueue', 'TabsDlq']) expect(propertiesOf(queues, name)).toMatchObject({ FifoQueue: true });
    for (const name of ['OrdersQueue', 'TabsQueue', 'PickupsQueue'])
      expect(propertiesOf(queues, name)).toMatchObject({
        VisibilityTimeout: visibility,
        MessageRetentionPeriod: 864_000,
        RedrivePolicy: { maxReceiveCount: 1000 },
      });
  });

  it('subscribes the queue of receipts to events that customers are mailed about, with raw delivery', () => {
    expect(propertiesOf(queues, 'ReceiptsQueue')).toMatchObject({
      VisibilityTimeout: 180,
      RedrivePolicy: { deadLetterTargetArn: attributeOf('ReceiptsDlq'), maxReceiveCount: 120 },
    });
    state.resourceCountIs('AWS::SNS::Subscription', 1);
    const [subscription] = Object.values(state.findResources('AWS::SNS::Subscription'));
    expect(subscription?.Properties).toEqual({
      Protocol: 'sqs',
      TopicArn: { Ref: expect.stringMatching(/^OrderEvents/) },
      Endpoint: attributeOf('ReceiptsQueue'),
      RawMessageDelivery: true,
      FilterPolicy: { type: expect.any(Array) },
      RedrivePolicy: { deadLetterTargetArn: attributeOf('ReceiptsDlq') },
    });
  });

  it('subscribes to exactly the events that customers are mailed about', () => {
    const [subscription] = Object.values(state.findResources('AWS::SNS::Subscription'));
    const mailed = statuses.flatMap((status) =>
      Object.values(eventTypes).filter((type) => mailedEvents[type]?.confirmedBy.includes(status)),
    );
    const { type } = subscription?.Properties.FilterPolicy ?? {};
    expect(type.toSorted()).toEqual([...new Set(mailed)].toSorted());
  });

  it('permits only the topic to send to the queue of receipts', () => {
    state.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: Match.stringLikeRegexp('^ReceiptsQueue') }],
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({ Effect: 'Deny', Sid: 'RefuseOtherAccounts' }),
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sqs:SendMessage',
            Principal: { Service: 'sns.amazonaws.com' },
            Condition: { ArnEquals: { 'aws:SourceArn': { Ref: Match.stringLikeRegexp('^OrderEvents') } } },
          }),
        ],
      },
    });
  });

  it('is encrypted at rest and accepts TLS only', () => {
    state.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
    state.resourceCountIs('AWS::SQS::QueuePolicy', QUEUES.length);
    state.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: Match.anyValue(),
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
      LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 90, Status: 'Enabled' })] },
    });
    const topic = propertiesOf(state.findResources('AWS::SNS::Topic'), 'OrderEvents');
    expect(JSON.stringify(topic.KmsMasterKeyId)).toContain('alias/aws/sns');
    state.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  });

  it(`has the deletion policy ${removal} and deletion protection ${protection}`, () => {
    for (const type of ['AWS::SQS::Queue', 'AWS::DynamoDB::GlobalTable', 'AWS::SNS::Topic', 'AWS::S3::Bucket'])
      state.allResources(type, { DeletionPolicy: removal });
    state.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      Replicas: [{ DeletionProtectionEnabled: protection }],
    });
  });

  it('has an output for each queue, the table, the topic and the bucket', () => {
    const outputs = state.findOutputs('*');
    expect(
      Object.keys(outputs)
        .filter((name) => !name.startsWith('ExportsOutput'))
        .toSorted(),
    ).toEqual(OUTPUTS.toSorted());
  });

  it('has the value of the named resource in each output', () => {
    const refOf = (name: string) => ({ Ref: expect.stringMatching(new RegExp(`^${name}`)) });
    expect(state.findOutputs('*')).toMatchObject({
      OrdersQueueUrl: { Value: refOf('OrdersQueue') },
      OrdersDlqUrl: { Value: refOf('OrdersDlq') },
      TabsQueueUrl: { Value: refOf('TabsQueue') },
      TabsDlqUrl: { Value: refOf('TabsDlq') },
      PickupsQueueUrl: { Value: refOf('PickupsQueue') },
      PickupsDlqUrl: { Value: refOf('PickupsDlq') },
      ReceiptsQueueUrl: { Value: refOf('ReceiptsQueue') },
      ReceiptsDlqUrl: { Value: refOf('ReceiptsDlq') },
      OrderTableName: { Value: refOf('OrderStoreTable') },
      OrderEventsTopicArn: { Value: refOf('OrderEvents') },
      ClaimCheckBucketName: { Value: refOf('ClaimChecksBucket') },
    });
  });
});
