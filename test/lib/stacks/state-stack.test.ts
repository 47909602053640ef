import { Match } from 'aws-cdk-lib/assertions';
import { propertiesOf, templatesOf } from '../../support/synth.ts';

const QUEUES = ['OrdersQueue', 'OrdersDlq', 'TabsQueue', 'TabsDlq', 'PickupsQueue', 'PickupsDlq'];
const OUTPUTS = [
  'OrdersQueueUrl',
  'OrdersDlqUrl',
  'TabsQueueUrl',
  'TabsDlqUrl',
  'PickupsQueueUrl',
  'PickupsDlqUrl',
  'OrderTableName',
  'OrderEventsTopicArn',
  'ClaimCheckBucketName',
];

describe.each([
  { stage: 'dev', visibility: 48, removal: 'Delete', protection: false },
  { stage: 'prod', visibility: 180, removal: 'Retain', protection: true },
])('the state of stage $stage', ({ stage, visibility, removal, protection }) => {
  const { state } = templatesOf(stage);
  const queues = state.findResources('AWS::SQS::Queue');

  it('has a queue for orders, one for tabs and one for what is ordered for later, each with its dead-letter queue', () => {
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

  it('is encrypted at rest and takes TLS only', () => {
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

  it(`loses no data by itself: ${removal} with the stack, deletion protection ${protection}`, () => {
    for (const type of ['AWS::SQS::Queue', 'AWS::DynamoDB::GlobalTable', 'AWS::SNS::Topic', 'AWS::S3::Bucket'])
      state.allResources(type, { DeletionPolicy: removal });
    state.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      Replicas: [{ DeletionProtectionEnabled: protection }],
    });
  });

  it('names what it holds in its outputs', () => {
    const outputs = state.findOutputs('*');
    expect(
      Object.keys(outputs)
        .filter((name) => !name.startsWith('ExportsOutput'))
        .toSorted(),
    ).toEqual(OUTPUTS.toSorted());
  });

  it('gives each output what its name says', () => {
    const refOf = (name: string) => ({ Ref: expect.stringMatching(new RegExp(`^${name}`)) });
    expect(state.findOutputs('*')).toMatchObject({
      OrdersQueueUrl: { Value: refOf('OrdersQueue') },
      OrdersDlqUrl: { Value: refOf('OrdersDlq') },
      TabsQueueUrl: { Value: refOf('TabsQueue') },
      TabsDlqUrl: { Value: refOf('TabsDlq') },
      PickupsQueueUrl: { Value: refOf('PickupsQueue') },
      PickupsDlqUrl: { Value: refOf('PickupsDlq') },
      OrderTableName: { Value: refOf('OrderStoreTable') },
      OrderEventsTopicArn: { Value: refOf('OrderEvents') },
      ClaimCheckBucketName: { Value: refOf('ClaimChecksBucket') },
    });
  });
});
