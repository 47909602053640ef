import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ClaimCheckBucket } from '../../../lib/constructs/claim-check-bucket.ts';
import { propertiesOf, templateOf } from '../../support/synth.ts';

const synthesized = (removalPolicy: RemovalPolicy, withKey = false) =>
  templateOf((stack) => {
    const encryptionKey = withKey ? new Key(stack, 'Key') : undefined;
    const props = { expiration: Duration.days(90), removalPolicy, encryptionKey };
    const claimChecks = new ClaimCheckBucket(stack, 'ClaimChecks', props);
    claimChecks.grantWrite(new Role(stack, 'Writer', { assumedBy: new AccountRootPrincipal() }));
    claimChecks.grantRead(new Role(stack, 'Reader', { assumedBy: new AccountRootPrincipal() }));
  });

describe('a bucket that is deleted with its stack', () => {
  const template = synthesized(RemovalPolicy.DESTROY);

  it('is emptied first, because CloudFormation deletes only empty buckets', () => {
    const [bucket] = Object.keys(template.findResources('AWS::S3::Bucket'));
    template.hasResourceProperties('Custom::S3AutoDeleteObjects', { BucketName: { Ref: bucket } });
  });

  it('is emptied by a function whose log group is deleted too', () => {
    const [logs] = Object.keys(
      template.findResources('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' }),
    );
    template.hasResourceProperties('AWS::Lambda::Function', { LoggingConfig: { LogGroup: { Ref: logs } } });
  });
});

describe('a bucket that is kept', () => {
  const template = synthesized(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, true);
  const keyArn = { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] };
  const keyStatementsOf = (role: string) =>
    propertiesOf(template.findResources('AWS::IAM::Policy'), role).PolicyDocument.Statement.filter(
      ({ Action }: { readonly Action: string }) => Action.startsWith('kms:'),
    );

  it('is never emptied', () => {
    template.resourceCountIs('Custom::S3AutoDeleteObjects', 0);
    template.resourceCountIs('AWS::Lambda::Function', 0);
  });

  it('is encrypted with its key, and asks KMS once for many objects', () => {
    const [bucket] = Object.values(template.findResources('AWS::S3::Bucket'));
    expect(bucket?.Properties.BucketEncryption.ServerSideEncryptionConfiguration).toEqual([
      { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn } },
    ]);
  });

  it('permits a writer to encrypt and a reader to decrypt', () => {
    expect(keyStatementsOf('Writer')).toEqual([{ Effect: 'Allow', Action: 'kms:GenerateDataKey', Resource: keyArn }]);
    expect(keyStatementsOf('Reader')).toEqual([{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: keyArn }]);
  });
});
