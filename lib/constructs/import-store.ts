import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket, CfnBucket, EventType } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { UPLOAD_PREFIX } from '../../lambda/importer/limits.ts';
import { importNumbers } from '../imports.ts';
import type { DataKeys } from './data-keys.ts';
import { privateBucket } from './private-bucket.ts';
import { WorkQueue, type WorkQueueProps } from './work-queue.ts';

export interface ImportStoreProps extends Omit<WorkQueueProps, 'visibilityTimeout' | 'encryptionKey'> {
  /** @default - keys of AWS, and none for the events of the bucket, which hold no personal data */
  readonly keys: DataKeys | undefined;
}

/**
 * The bucket of bulk imports with their uploads and reports, and the queue of finished uploads. An upload reaches the queue over a
 * topic, so that other subscribers can follow.
 */
export class ImportStore extends Construct {
  readonly bucket: Bucket;
  readonly uploads: WorkQueue;
  private readonly topic: Topic;
  private readonly keys: DataKeys | undefined;

  constructor(scope: Construct, id: string, { keys, ...props }: ImportStoreProps) {
    super(scope, id);
    const { visibilityTimeout, expiration } = importNumbers;
    this.keys = keys;
    // The id 'Default' adds nothing to the logical ids.
    this.uploads = new WorkQueue(this, 'Default', { ...props, visibilityTimeout, encryptionKey: keys?.queues });
    this.topic = new Topic(this, 'Topic', {
      displayName: 'Finished uploads of imports',
      enforceSSL: true,
      ...(keys ? { masterKey: keys.topics } : {}),
    });
    this.topic.applyRemovalPolicy(props.removalPolicy);
    const { queue, dlq } = this.uploads;
    this.topic.addSubscription(new SqsSubscription(queue, { rawMessageDelivery: true, deadLetterQueue: dlq }));
    this.bucket = new Bucket(this, 'Bucket', {
      ...privateBucket({ encryptionKey: keys?.orders, removalPolicy: props.removalPolicy }),
      lifecycleRules: [{ expiration, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    this.permitUploads();
    this.notifyTopic();
    this.addOutputs();
  }

  /** Permits what the importer does with its files. Without `s3:ListBucket`, S3 answers 403 instead of 404 for a missing object. */
  grantImport(grantee: IGrantable): void {
    const [actions, resourceArns] = [['s3:GetObject', 's3:PutObject'], [this.bucket.arnForObjects('*')]];
    Grant.addToPrincipal({ grantee, actions, resourceArns });
    Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns: [this.bucket.bucketArn] });
    if (!this.keys) return;
    const keyActions = ['kms:GenerateDataKey', 'kms:Decrypt'];
    Grant.addToPrincipal({ grantee, actions: keyActions, resourceArns: [this.keys.orders.keyArn] });
  }

  /**
   * Lets the bucket publish. Its name is not known before it exists, and it cannot exist before its topic permits it: a pattern stands
   * for the buckets of this stack. CloudFormation shortens a long name of a stack in the name of a bucket.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
   */
  private permitUploads(): void {
    const { account, stackName, partition } = Stack.of(this);
    const buckets = `arn:${partition}:s3:::${stackName.toLowerCase().slice(0, 24)}*`;
    const principals = [new ServicePrincipal('s3.amazonaws.com')];
    const conditions = { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': buckets } };
    const [resources, actions] = [[this.topic.topicArn], ['sns:Publish']];
    this.topic.addToResourcePolicy(new PolicyStatement({ principals, actions, resources, conditions }));
    // AWS documents no condition for S3 at a key. The policy of the topic says who may publish.
    this.keys?.topics.addToResourcePolicy(
      new PolicyStatement({ principals, actions: ['kms:GenerateDataKey*', 'kms:Decrypt'], resources: ['*'] }),
    );
  }

  /** The CDK's own notifications need a custom resource. CloudFormation checks that the bucket may publish, so the policy is first. */
  private notifyTopic(): void {
    const { defaultChild } = this.bucket.node;
    if (!(defaultChild instanceof CfnBucket))
      throw new Error('the bucket should be a CfnBucket, got another construct');
    const filter = { s3Key: { rules: [{ name: 'prefix', value: UPLOAD_PREFIX }] } };
    const event = EventType.OBJECT_CREATED;
    defaultChild.notificationConfiguration = {
      topicConfigurations: [{ topic: this.topic.topicArn, event, filter }],
    };
    const policy = this.topic.node.tryFindChild('Policy');
    if (policy) defaultChild.node.addDependency(policy);
  }

  /** Exports what the other stacks use, for as long as this construct exists. */
  private addOutputs(): void {
    const stack = Stack.of(this);
    const { queue, dlq } = this.uploads;
    const outputs = {
      ImportsQueueUrl: queue.queueUrl,
      ImportsDlqUrl: dlq.queueUrl,
      ImportsBucketName: this.bucket.bucketName,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value });
    for (const { queueArn, queueName, queueUrl } of [queue, dlq])
      for (const value of [queueArn, queueName, queueUrl]) stack.exportValue(value);
    for (const value of [this.bucket.bucketArn, this.bucket.bucketName]) stack.exportValue(value);
  }
}
