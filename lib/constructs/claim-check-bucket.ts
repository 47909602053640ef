import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export interface ClaimCheckBucketProps {
  /** Longer than a record lives, with the time that its message may have waited before. */
  readonly expiration: Duration;
  readonly removalPolicy: RemovalPolicy;
}

/** Where the bodies of long orders are kept. No consumer deletes them: a lifecycle rule does, when nothing can ask for them any more. */
export class ClaimCheckBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { expiration, removalPolicy }: ClaimCheckBucketProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      lifecycleRules: [{ expiration, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      removalPolicy,
    });
  }

  /** Permits writing objects. `Bucket.grantPut` permits more: tags, retention and aborted uploads. */
  grantWrite(grantee: IGrantable): void {
    Grant.addToPrincipal({ grantee, actions: ['s3:PutObject'], resourceArns: [this.bucket.arnForObjects('*')] });
  }

  /** Permits reading objects. Without `s3:ListBucket`, S3 answers 403 instead of 404 for a missing object. */
  grantRead(grantee: IGrantable): void {
    Grant.addToPrincipal({ grantee, actions: ['s3:GetObject'], resourceArns: [this.bucket.arnForObjects('*')] });
    Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns: [this.bucket.bucketArn] });
  }
}
