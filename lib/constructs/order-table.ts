import type { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  CfnGlobalTable,
  type GlobalSecondaryIndexPropsV2,
  ProjectionType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { BOARD_INDEX } from '../../lambda/order/lane.ts';

export interface OrderTableProps {
  /**
   * The writes per second that the table takes at once. Without it, a sudden peak above the default is throttled for minutes.
   * @default 4,000 - the default of a new table on demand
   */
  readonly warmWritesPerSecond?: number | undefined;
  /**
   * The writes per second that the index takes at once. An index that cannot follow throttles the table.
   * @default 4,000 - the default of a new index on demand
   */
  readonly warmIndexWritesPerSecond?: number | undefined;
  /** @default - a key that AWS manages */
  readonly encryptionKey?: IKey | undefined;
  /** @default true - the table has the index of the board */
  readonly hasBoard?: boolean;
  readonly deletionProtection: boolean;
  readonly removalPolicy: RemovalPolicy;
}

/** The table of orders: on demand, with point-in-time recovery over 35 days. DynamoDB deletes expired records. */
export class OrderTable extends Construct {
  readonly table: TableV2;
  private readonly encryptionKey: IKey | undefined;

  constructor(scope: Construct, id: string, props: OrderTableProps) {
    super(scope, id);
    const { deletionProtection, removalPolicy, encryptionKey, warmWritesPerSecond } = props;
    this.encryptionKey = encryptionKey;
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'orderId', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      ...(warmWritesPerSecond ? { warmThroughput: { writeUnitsPerSecond: warmWritesPerSecond } } : {}),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expiresAt',
      deletionProtection,
      removalPolicy,
      ...(props.hasBoard === false ? {} : { globalSecondaryIndexes: [boardIndex(props)] }),
    });
    if (encryptionKey) this.encryptWith(encryptionKey);
  }

  /** Permits actions on orders by their id. `TableV2.grant` permits them on every index too. */
  grantItems(grantee: IGrantable, ...actions: readonly string[]): void {
    this.grant(grantee, actions, this.table.tableArn);
  }

  /** Permits queries of the index of the board. */
  grantBoard(grantee: IGrantable): void {
    this.grant(grantee, ['dynamodb:Query'], `${this.table.tableArn}/index/${BOARD_INDEX}`);
  }

  private grant(grantee: IGrantable, actions: readonly string[], resourceArn: string): void {
    Grant.addToPrincipal({ grantee, actions: [...actions], resourceArns: [resourceArn] });
    // DynamoDB decrypts the key of the table in the name of the caller, for reads and for writes.
    if (this.encryptionKey)
      Grant.addToPrincipal({ grantee, actions: ['kms:Decrypt'], resourceArns: [this.encryptionKey.keyArn] });
  }

  /** `TableEncryptionV2.customerManagedKey` needs the region of the stack, which these stacks take from the deployment. */
  private encryptWith({ keyArn }: IKey): void {
    const resource = this.table.node.defaultChild;
    if (!(resource instanceof CfnGlobalTable))
      throw new Error(`the table should be a CfnGlobalTable, got ${resource?.constructor.name}`);
    resource.addPropertyOverride('Replicas.0.SSESpecification', { KMSMasterKeyId: keyArn });
  }
}

/** Sparse, with keys only: a transition within a lane does not write to the index. */
const boardIndex = ({ warmIndexWritesPerSecond }: OrderTableProps): GlobalSecondaryIndexPropsV2 => ({
  indexName: BOARD_INDEX,
  partitionKey: { name: 'boardKey', type: AttributeType.STRING },
  sortKey: { name: 'placedAt', type: AttributeType.STRING },
  projectionType: ProjectionType.KEYS_ONLY,
  ...(warmIndexWritesPerSecond ? { warmThroughput: { writeUnitsPerSecond: warmIndexWritesPerSecond } } : {}),
});
