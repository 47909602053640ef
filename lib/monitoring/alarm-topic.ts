import { Annotations, ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';

export interface AlarmTopicProps {
  readonly config: Pick<Config, 'prefix' | 'alarms'>;
}

/** The topic of all alarms. Its messages name alarms and metrics, never an order or a customer. */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { config: { prefix, alarms } }: AlarmTopicProps) {
    super(scope, id);
    const { email, encrypted } = alarms;
    this.topic = new Topic(this, 'Topic', {
      displayName: `${prefix}: alarms`,
      enforceSSL: true,
      ...(encrypted ? { masterKey: this.createKey(prefix) } : {}),
    });
    // A topic with a policy of its own has lost the default one, which lets the services of its account publish.
    this.topic.addToResourcePolicy(this.permit(['sns:Publish'], this.topic.topicArn, prefix));
    if (email === undefined) this.warn();
    else this.topic.addSubscription(new EmailSubscription(email));
  }

  /**
   * CloudWatch needs both permissions on the key of a topic. The AWS-managed key `alias/aws/sns` gives it neither.
   * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
   */
  private createKey(prefix: string): Key {
    const key = new Key(this, 'Key', {
      description: `${prefix}: the topic of the alarms`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    key.addToResourcePolicy(this.permit(['kms:Decrypt', 'kms:GenerateDataKey*'], '*', prefix));
    return key;
  }

  /** Lets the alarms of this stage do something, and those of no other account. */
  private permit(actions: readonly string[], resource: string, prefix: string): PolicyStatement {
    const stack = Stack.of(this);
    const alarms = {
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: `${prefix}-*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    };
    return new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: [...actions],
      resources: [resource],
      conditions: {
        StringEquals: { 'aws:SourceAccount': stack.account },
        ArnLike: { 'aws:SourceArn': stack.formatArn(alarms) },
      },
    });
  }

  private warn(): void {
    Annotations.of(this).addWarningV2(
      'orderboard:alarms-without-address',
      'alarms.email should be an address, got none: nobody is told of an alarm, and a deployment without it ends an earlier ' +
        'subscription. Set it in lib/stages.ts, or with -c alarms=<address>',
    );
  }
}
