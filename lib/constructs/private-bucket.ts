import { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, BucketEncryption } from 'aws-cdk-lib/aws-s3';

export interface PrivateBucketProps {
  /** @default - a key that S3 manages */
  readonly encryptionKey?: IKey | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** The properties of a bucket that only roles of this account use: encrypted, TLS only, and without old objects. */
export const privateBucket = ({ encryptionKey, removalPolicy }: PrivateBucketProps) => ({
  // A bucket key replaces a call to KMS for each object.
  ...(encryptionKey
    ? { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true }
    : { encryption: BucketEncryption.S3_MANAGED }),
  enforceSSL: true,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  removalPolicy,
  // CloudFormation deletes only an empty bucket.
  autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY,
});
