import { RemovalPolicy } from 'aws-cdk-lib';
import { OrderTable } from '../../../lib/constructs/order-table.ts';
import { templateOf } from '../../support/synth.ts';

const TABLE = 'AWS::DynamoDB::GlobalTable';

const synthesized = (deletionProtection = false, removalPolicy = RemovalPolicy.DESTROY) =>
  templateOf((stack) => {
    new OrderTable(stack, 'OrderStore', { deletionProtection, removalPolicy });
  });

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

it('survives the deletion of its stack with RETAIN', () => {
  synthesized(true, RemovalPolicy.RETAIN).allResources(TABLE, {
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
  });
});
