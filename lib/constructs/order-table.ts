import type { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { BOARD_INDEX } from '../../lambda/order/identity.ts';

export interface OrderTableProps {
  readonly deletionProtection: boolean;
  readonly removalPolicy: RemovalPolicy;
}

/** The table of orders: on demand, with point-in-time recovery over 35 days. DynamoDB deletes expired records. */
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
          // Sparse, with keys only: a transition that leaves boardKey unchanged does not write to the index.
          indexName: BOARD_INDEX,
          partitionKey: { name: 'boardKey', type: AttributeType.STRING },
          sortKey: { name: 'placedAt', type: AttributeType.STRING },
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
    });
  }
}
