import { MAX_LINE_BYTES, MAX_UPLOAD_BYTES, PIECE_BYTES } from '../../../lambda/importer/limits.ts';
import { importNumbers } from '../../../lib/imports.ts';
import { stageNames } from '../../../lib/stage-names.ts';
import { propertiesOf, templatesOf } from '../../support/synth.ts';

const named = (name: string) => ({ Ref: expect.stringMatching(new RegExp(`^${name}`)) });

describe.each(stageNames)('the imports of stage %s', (stage) => {
  const { state, service } = templatesOf(stage);
  const bucket = propertiesOf(state.findResources('AWS::S3::Bucket'), 'ImportsBucket');
  const topicPolicy = propertiesOf(state.findResources('AWS::SNS::TopicPolicy'), 'ImportsTopicPolicy');

  it('tell of each finished upload on their topic, and of no other object', () => {
    expect(bucket.NotificationConfiguration).toEqual({
      TopicConfigurations: [
        {
          Event: 's3:ObjectCreated:*',
          Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'uploads/' }] } },
          Topic: named('ImportsTopic'),
        },
      ],
    });
  });

  it('have the policy of the topic before the bucket, because CloudFormation checks that the bucket may publish', () => {
    const [found] = Object.entries(state.findResources('AWS::S3::Bucket')).filter(([id]) => id.startsWith('Imports'));
    expect(found?.[1].DependsOn).toEqual([expect.stringMatching(/^ImportsTopicPolicy/)]);
  });

  it('let S3 publish for buckets of this stack and this account only', () => {
    const permitting = topicPolicy.PolicyDocument.Statement.filter(
      ({ Effect }: { Effect: string }) => Effect === 'Allow',
    );
    expect(permitting).toEqual([
      {
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 's3.amazonaws.com' },
        Resource: named('ImportsTopic'),
        Sid: expect.any(String),
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: {
            'aws:SourceArn': {
              'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::orderboard-${stage}-state*`]],
            },
          },
        },
      },
    ]);
  });

  it('reach the queue as S3 wrote them, or its dead-letter queue', () => {
    const subscription = propertiesOf(state.findResources('AWS::SNS::Subscription'), 'ImportsQueue');
    expect(subscription).toMatchObject({
      RawMessageDelivery: true,
      RedrivePolicy: { deadLetterTargetArn: expect.anything() },
    });
  });

  it('are deleted after their time, uploads and reports', () => {
    const { Rules } = bucket.LifecycleConfiguration;
    expect(Rules).toEqual([
      { Status: 'Enabled', ExpirationInDays: 30, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
    ]);
  });

  it('use up few receives of many: each invocation of a long import is one', () => {
    const queue = propertiesOf(state.findResources('AWS::SQS::Queue'), 'ImportsQueue');
    expect(queue).toMatchObject({ VisibilityTimeout: 180, RedrivePolicy: { maxReceiveCount: 1000 } });
  });

  it('ask for credentials in each of their calls', () => {
    const methods = Object.values(service.findResources('AWS::ApiGateway::Method')).filter(({ Properties }) =>
      JSON.stringify(Properties.Integration).includes('Importer'),
    );
    expect(methods.map(({ Properties }) => Properties.HttpMethod).toSorted()).toEqual(['GET', 'POST']);
    expect(methods.filter(({ Properties }) => Properties.AuthorizationType === 'NONE')).toEqual([]);
  });

  it('are worked one by one, two at a time', () => {
    const mappings = Object.values(service.findResources('AWS::Lambda::EventSourceMapping'));
    const own = mappings.filter(({ Properties }) => JSON.stringify(Properties.FunctionName).includes('Importer'));
    expect(own.map(({ Properties }) => Properties)).toMatchObject([
      { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 }, FunctionResponseTypes: ['ReportBatchItemFailures'] },
    ]);
  });
});

it('lets S3 use the key of the topic in prod, as it lets CloudWatch', () => {
  const { KeyPolicy } = propertiesOf(templatesOf('prod').state.findResources('AWS::KMS::Key'), 'KeysTopics');
  expect(KeyPolicy.Statement).toContainEqual({
    Effect: 'Allow',
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Principal: { Service: ['cloudwatch.amazonaws.com', 's3.amazonaws.com'] },
    Resource: '*',
  });
});

it('reads pieces that are longer than a line, so that each has a line break or a line that is too long', () => {
  expect(PIECE_BYTES).toBeGreaterThan(MAX_LINE_BYTES);
  expect(MAX_UPLOAD_BYTES).toBe(50 * 1024 * 1024);
});

it('leaves most of an invocation to its steps', () => {
  const { stepTime, timeout } = importNumbers;
  expect(stepTime.toMilliseconds()).toBeLessThan(timeout.toMilliseconds() / 2);
});
