import { RemovalPolicy } from 'aws-cdk-lib';
import { OrderTable } from '../../../lib/constructs/order-table.ts';
import { templateOf } from '../../support/synth.ts';

const TABLE = 'AWS::DynamoDB::GlobalTable';

const synthesized = (deletionProtection = false, removalPolicy = RemovalPolicy.DESTROY) =>
  templateOf((stack) => {
    new OrderTable(stack, 'OrderStore', { deletionProtection, removalPolicy });
  });

it('keeps orders by their id, on demand', () => {
  synthesized().hasResourceProperties(TABLE, {
    KeySchema: [{ AttributeName: 'orderId', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
});

it('has the index of the board, that holds keys only', () => {
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

it('can be restored to a point in time, and lets go of what has expired', () => {
  synthesized().hasResourceProperties(TABLE, {
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
    SSESpecification: { SSEEnabled: true },
  });
});

it.each([true, false])('is protected from deletion where the stage asks for it: %s', (deletionProtection) => {
  synthesized(deletionProtection).hasResourceProperties(TABLE, {
    Replicas: [{ DeletionProtectionEnabled: deletionProtection }],
  });
});

it('stays when its stack goes, where the stage asks for it', () => {
  synthesized(true, RemovalPolicy.RETAIN).allResources(TABLE, {
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
  });
});
