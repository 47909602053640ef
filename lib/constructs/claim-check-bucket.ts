import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
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
}
