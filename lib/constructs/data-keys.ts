import { ArnFormat, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

export interface DataKeysProps {
  /** The first part of the aliases, such as `orderboard-prod` in `alias/orderboard-prod/queues`. */
  readonly prefix: string;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * Customer-managed keys, one for each kind of data, so that a role can use only the keys of the data that it works on. KMS rotates
 * them every year. A key policy names the services that use the key without a role of this account.
 */
export class DataKeys extends Construct {
  /** Encrypts the queues. The subscription of a queue permits its topic to use it. */
  readonly queues: Key;
  /** Encrypts topics. CloudWatch alarms can publish to a topic with this key. */
  readonly topics: Key;
  /** Encrypts the table and the bucket. */
  readonly orders: Key;
  /** Encrypts log groups. */
  readonly logs: Key;
  private readonly props: DataKeysProps;

  constructor(scope: Construct, id: string, props: DataKeysProps) {
    super(scope, id);
    this.props = props;
    this.queues = this.addKey('Queues', 'The messages of the queues');
    this.topics = this.addKey('Topics', 'The events of the topics');
    this.orders = this.addKey('Orders', 'The orders in the table and in the bucket');
    this.logs = this.addKey('Logs', 'The log groups');
    permitAlarms(this.topics);
    permitLogs(this.logs);
  }

  private addKey(name: string, description: string): Key {
    const { prefix, removalPolicy } = this.props;
    return new Key(this, name, {
      alias: `${prefix}/${name.toLowerCase()}`,
      description: `${prefix}: ${description}`,
      enableKeyRotation: true,
      removalPolicy,
    });
  }
}

/**
 * `alias/aws/sns` does not permit alarms, so their messages would be lost. The policy of a topic decides whose alarms can publish to it.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
const permitAlarms = (key: Key): void =>
  permit(key, 'cloudwatch.amazonaws.com', ['kms:GenerateDataKey*', 'kms:Decrypt']);

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
const permitLogs = (key: Key): void => {
  const stack = Stack.of(key);
  const logGroups = stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  permit(
    key,
    `logs.${stack.region}.amazonaws.com`,
    ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups } },
  );
};

const permit = (
  key: Key,
  service: string,
  actions: string[],
  conditions: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): void => {
  const principals = [new ServicePrincipal(service)];
  key.addToResourcePolicy(new PolicyStatement({ principals, actions, resources: ['*'], conditions }));
};
