import { RemovalPolicy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { OrderTable, type OrderTableProps } from '../../../lib/constructs/order-table.ts';
import { propertiesOf, templateOf } from '../../support/synth.ts';

const TABLE = 'AWS::DynamoDB::GlobalTable';

const lasting = { deletionProtection: false, removalPolicy: RemovalPolicy.DESTROY };

const synthesizedWith = (varied: Partial<OrderTableProps>) =>
  templateOf((stack) => {
    new OrderTable(stack, 'OrderStore', { ...lasting, ...varied });
  });

const synthesized = (deletionProtection = false, removalPolicy = RemovalPolicy.DESTROY) =>
  synthesizedWith({ deletionProtection, removalPolicy });

it('has the order id as its partition key, and on-demand billing', () => {
  synthesized().hasResourceProperties(TABLE, {
    KeySchema: [{ AttributeName: 'orderId', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
});

it('has an index for the board that projects keys only', () => {
  synthesized().hasResourceProperties(TABLE, {
    GlobalSecondaryIndexes: [
      {
        IndexName: 'board',
        KeySchema: [
          { AttributeName: 'boardKey', KeyType: 'HASH' },
          { AttributeName: 'placedAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  });
});

it('is encrypted, has point-in-time recovery and deletes expired records', () => {
  synthesized().hasResourceProperties(TABLE, {
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
    SSESpecification: { SSEEnabled: true },
  });
});

it.each([true, false])('has the deletion protection of its stage: %s', (deletionProtection) => {
  synthesized(deletionProtection).hasResourceProperties(TABLE, {
    Replicas: [{ DeletionProtectionEnabled: deletionProtection }],
  });
});

it('survives the deletion of its stack in prod, but not the failure of its first deployment', () => {
  synthesized(true, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE).allResources(TABLE, {
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
  });
});

it('has the warm throughput of a new table by default', () => {
  synthesized().hasResourceProperties(TABLE, { WarmThroughput: Match.absent() });
});

it('has the warm throughput that is set', () => {
  synthesizedWith({ warmWritesPerSecond: 5000 }).hasResourceProperties(TABLE, {
    WarmThroughput: { WriteUnitsPerSecond: 5000 },
  });
});

it('has the warm throughput of its index that is set', () => {
  synthesizedWith({ warmIndexWritesPerSecond: 8000 }).hasResourceProperties(TABLE, {
    GlobalSecondaryIndexes: [Match.objectLike({ WarmThroughput: { WriteUnitsPerSecond: 8000 } })],
  });
});

describe('with a key', () => {
  const template = templateOf((stack) => {
    const encryptionKey = new Key(stack, 'Key');
    const table = new OrderTable(stack, 'OrderStore', { ...lasting, encryptionKey });
    table.grantItems(new Role(stack, 'Reader', { assumedBy: new AccountRootPrincipal() }), 'dynamodb:GetItem');
    table.grantBoard(new Role(stack, 'Board', { assumedBy: new AccountRootPrincipal() }));
  });
  const statementsOf = (role: string) =>
    propertiesOf(template.findResources('AWS::IAM::Policy'), role).PolicyDocument.Statement;
  const keyArn = { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] };
  const tableArn = { 'Fn::GetAtt': [expect.stringMatching(/^OrderStoreTable/), 'Arn'] };

  it('is encrypted with it', () => {
    template.hasResourceProperties(TABLE, {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      Replicas: [{ SSESpecification: { KMSMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] } } }],
    });
  });

  it('permits the actions on the table alone, and DynamoDB to decrypt for the caller', () => {
    expect(statementsOf('Reader')).toEqual([
      { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: tableArn },
      { Effect: 'Allow', Action: 'kms:Decrypt', Resource: keyArn },
    ]);
  });

  it('permits queries of the index of the board alone', () => {
    expect(statementsOf('Board')).toEqual([
      { Effect: 'Allow', Action: 'dynamodb:Query', Resource: { 'Fn::Join': ['', [tableArn, '/index/board']] } },
      { Effect: 'Allow', Action: 'kms:Decrypt', Resource: keyArn },
    ]);
  });
});
