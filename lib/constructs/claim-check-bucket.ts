import { CfnResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { type PrivateBucketProps, privateBucket } from './private-bucket.ts';

export interface ClaimCheckBucketProps extends PrivateBucketProps {
  /** Longer than a message is retained plus the life of its record. */
  readonly expiration: Duration;
}

/** The bodies of long orders. No consumer deletes them: a lifecycle rule does, after the message and the record are gone. */
export class ClaimCheckBucket extends Construct {
  readonly bucket: Bucket;
  private readonly encryptionKey: IKey | undefined;

  constructor(scope: Construct, id: string, { expiration, ...props }: ClaimCheckBucketProps) {
    super(scope, id);
    this.encryptionKey = props.encryptionKey;
    this.bucket = new Bucket(this, 'Bucket', {
      ...privateBucket(props),
      lifecycleRules: [{ expiration, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    keepProviderLogs(this);
  }

  /** Permits writing objects. `Bucket.grantPut` permits more: tags, retention and aborted uploads. */
  grantWrite(grantee: IGrantable): void {
    Grant.addToPrincipal({ grantee, actions: ['s3:PutObject'], resourceArns: [this.bucket.arnForObjects('*')] });
    this.grantKey(grantee, 'kms:GenerateDataKey');
  }

  /** Permits reading objects. Without `s3:ListBucket`, S3 answers 403 instead of 404 for a missing object. */
  grantRead(grantee: IGrantable): void {
    Grant.addToPrincipal({ grantee, actions: ['s3:GetObject'], resourceArns: [this.bucket.arnForObjects('*')] });
    Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns: [this.bucket.bucketArn] });
    this.grantKey(grantee, 'kms:Decrypt');
  }

  private grantKey(grantee: IGrantable, action: string): void {
    if (this.encryptionKey)
      Grant.addToPrincipal({ grantee, actions: [action], resourceArns: [this.encryptionKey.keyArn] });
  }
}

/** The id of the function with which the CDK empties a bucket. A stack has one at most. */
const PROVIDER = 'Custom::S3AutoDeleteObjectsCustomResourceProvider';

/** Without a log group in the stack, Lambda would create one that stays after the stack is deleted. */
const keepProviderLogs = (scope: Construct): void => {
  const handler = Stack.of(scope).node.tryFindChild(PROVIDER)?.node.tryFindChild('Handler');
  if (!(handler instanceof CfnResource)) return;
  const { logGroupName } = new LogGroup(scope, 'ProviderLogs', {
    retention: RetentionDays.ONE_WEEK,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  handler.addPropertyOverride('LoggingConfig', { LogGroup: logGroupName });
};
