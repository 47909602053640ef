import { Match } from 'aws-cdk-lib/assertions';
import { eventTypes, mailedEvents } from '../../../lambda/order/event.ts';
import { statuses } from '../../../lambda/order/lifecycle.ts';
import { configFor } from '../../../lib/config.ts';
import { capitalized, workers } from '../../../lib/workers.ts';
import { propertiesOf, templatesFor, templatesOf } from '../../support/synth.ts';

const attributeOf = (name: string) => ({ 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^${name}`)), 'Arn'] });

const MORE = workers.map(({ queue }) => capitalized(queue));
const NAMES = ['Orders', 'Tabs', 'Pickups', 'Receipts', 'Imports', ...MORE];
const QUEUES = NAMES.flatMap((name) => [`${name}Queue`, `${name}Dlq`]);
const OUTPUTS = [
  ...NAMES.flatMap((name) => [`${name}QueueUrl`, `${name}DlqUrl`]),
  'ImportsBucketName',
  'OrderTableName',
  'OrderEventsTopicArn',
  'ClaimCheckBucketName',
];

describe.each([
  { stage: 'dev', removal: 'Delete', protection: false },
  { stage: 'prod', removal: 'RetainExceptOnCreate', protection: true },
])('the state of stage $stage', ({ stage, removal, protection }) => {
  const { state } = templatesOf(stage);
  const queues = state.findResources('AWS::SQS::Queue');

  it('has a queue for orders, one for tabs and one for pickups, each with its dead-letter queue', () => {
    state.resourceCountIs('AWS::SQS::Queue', QUEUES.length);
    for (const name of ['OrdersQueue', 'PickupsQueue'])
      expect(propertiesOf(queues, name)).not.toHaveProperty('FifoQueue');
    for (const name of ['TabsQueue', 'TabsDlq']) expect(propertiesOf(queues, name)).toMatchObject({ FifoQueue: true });
    for (const name of ['OrdersQueue', 'TabsQueue', 'PickupsQueue'])
      expect(propertiesOf(queues, name)).toMatchObject({
        VisibilityTimeout: configFor(stage).barista.visibilityTimeout.toSeconds(),
        MessageRetentionPeriod: 864_000,
        RedrivePolicy: { maxReceiveCount: 1000 },
      });
  });

  it('subscribes the queue of receipts to events that customers are mailed about, with raw delivery', () => {
    expect(propertiesOf(queues, 'ReceiptsQueue')).toMatchObject({
      VisibilityTimeout: 180,
      RedrivePolicy: { deadLetterTargetArn: attributeOf('ReceiptsDlq'), maxReceiveCount: 120 },
    });
    const subscription = propertiesOf(state.findResources('AWS::SNS::Subscription'), 'ReceiptsQueue');
    expect(subscription).toEqual({
      Protocol: 'sqs',
      TopicArn: { Ref: expect.stringMatching(/^OrderEvents/) },
      Endpoint: attributeOf('ReceiptsQueue'),
      RawMessageDelivery: true,
      FilterPolicy: { type: expect.any(Array) },
      RedrivePolicy: { deadLetterTargetArn: attributeOf('ReceiptsDlq') },
    });
  });

  it('subscribes to exactly the events that customers are mailed about', () => {
    const subscription = propertiesOf(state.findResources('AWS::SNS::Subscription'), 'ReceiptsQueue');
    const mailed = statuses.flatMap((status) =>
      Object.values(eventTypes).filter((type) => mailedEvents[type]?.confirmedBy.includes(status)),
    );
    const { type } = subscription.FilterPolicy;
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

  it('accepts TLS only and blocks public access', () => {
    state.allResourcesProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    const refused = Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
    for (const [type, policy] of [
      ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy'],
      ['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy'],
      ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy'],
    ] as const) {
      state.resourceCountIs(policy, Object.keys(state.findResources(type)).length);
      state.allResourcesProperties(policy, { PolicyDocument: { Statement: Match.arrayWith([refused]) } });
    }
  });

  it('deletes the body of a claim check after 90 days', () => {
    const bucket = propertiesOf(state.findResources('AWS::S3::Bucket'), 'ClaimChecks');
    expect(bucket.LifecycleConfiguration.Rules).toMatchObject([{ ExpirationInDays: 90, Status: 'Enabled' }]);
  });

  it('lets no queue of orders or receipts be the dead-letter queue of another queue', () => {
    for (const name of NAMES)
      expect(propertiesOf(queues, `${name}Queue`).RedriveAllowPolicy).toEqual({ redrivePermission: 'denyAll' });
  });

  it('creates the protected table last, because a failed first deployment cannot delete it', () => {
    const [table] = Object.values(state.findResources('AWS::DynamoDB::GlobalTable'));
    const [[tableId] = []] = Object.entries(state.findResources('AWS::DynamoDB::GlobalTable'));
    const others = Object.keys(state.toJSON().Resources).filter((logicalId) => logicalId !== tableId);
    expect(table?.DependsOn.toSorted()).toEqual(others.toSorted());
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

describe('the encryption of stage dev', () => {
  const { state } = templatesOf('dev');

  it('costs nothing: keys of AWS', () => {
    state.resourceCountIs('AWS::KMS::Key', 0);
    state.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
    state.allResourcesProperties('AWS::S3::Bucket', { BucketEncryption: Match.anyValue() });
    const topic = propertiesOf(state.findResources('AWS::SNS::Topic'), 'OrderEvents');
    expect(JSON.stringify(topic.KmsMasterKeyId)).toContain('alias/aws/sns');
  });
});

describe('the encryption of stage prod', () => {
  const { state } = templatesOf('prod');
  const keyOf = (name: string) => ({ 'Fn::GetAtt': [Match.stringLikeRegexp(`^Keys${name}`), 'Arn'] });

  it('uses a key of the account for each kind of data', () => {
    state.allResourcesProperties('AWS::SQS::Queue', { KmsMasterKeyId: keyOf('Queues') });
    state.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: keyOf('Topics') });
    state.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      Replicas: [Match.objectLike({ SSESpecification: { KMSMasterKeyId: keyOf('Orders') } })],
    });
    state.allResourcesProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          Match.objectLike({ ServerSideEncryptionByDefault: Match.objectLike({ KMSMasterKeyID: keyOf('Orders') }) }),
        ],
      },
    });
  });

  it('lets the topics of this stage, and no other one, encrypt messages for their queues and the dead letters', () => {
    const [, ...statements] = propertiesOf(state.findResources('AWS::KMS::Key'), 'KeysQueues').KeyPolicy.Statement;
    const ofTopic = (name: string) => ({
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '*',
      Condition: { ArnEquals: { 'aws:SourceArn': { Ref: expect.stringMatching(new RegExp(`^${name}`)) } } },
    });
    expect(statements).toEqual([ofTopic('OrderEvents'), ofTopic('ImportsTopic')]);
  });
});

it('permits the producers of the config to send to the queue of orders, and to no other queue', () => {
  const config = configFor('dev');
  const { state } = templatesFor({ ...config, queues: { ...config.queues, producers: ['111122223333'] } });
  const permitting = Object.values(state.findResources('AWS::SQS::QueuePolicy')).filter(({ Properties }) =>
    JSON.stringify(Properties).includes('111122223333'),
  );
  expect(permitting.map(({ Properties }) => Properties.Queues)).toEqual([
    [{ Ref: expect.stringMatching(/^OrdersQueue/) }],
  ]);
});
