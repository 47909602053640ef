import type { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';

export interface OrderTableProps {
  readonly deletionProtection: boolean;
  readonly removalPolicy: RemovalPolicy;
}

/** The table of orders: on demand, restorable to any second of 35 days, done orders gone after 60. */
export class OrderTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string, { deletionProtection, removalPolicy }: OrderTableProps) {
    super(scope, id);
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'orderId', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expiresAt',
      deletionProtection,
      removalPolicy,
      globalSecondaryIndexes: [
        {
          // Sparse, and keys only: a transition of an order that stays on the board does not rewrite it.
          indexName: 'board',
          partitionKey: { name: 'boardKey', type: AttributeType.STRING },
          sortKey: { name: 'placedAt', type: AttributeType.STRING },
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
    });
  }
}
