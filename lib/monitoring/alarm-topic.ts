import { Annotations, ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';

export interface AlarmTopicProps {
  readonly config: Pick<Config, 'prefix' | 'alarms'>;
  /** A key that CloudWatch can use. @default none - `alias/aws/sns` would not let CloudWatch publish */
  readonly encryptionKey: IKey | undefined;
}

/** The topic of all alarms. Its messages name alarms and metrics, never an order or a customer. */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { config, encryptionKey }: AlarmTopicProps) {
    super(scope, id);
    const { prefix } = config;
    const { email } = config.alarms;
    this.topic = new Topic(this, 'Topic', {
      displayName: `${prefix}: alarms`,
      enforceSSL: true,
      ...(encryptionKey ? { masterKey: encryptionKey } : {}),
    });
    // The default policy of a topic lets the services of its account publish. A policy for TLS replaces it.
    this.topic.addToResourcePolicy(this.permitAlarms(prefix));
    if (email === undefined) this.warn();
    else this.topic.addSubscription(new EmailSubscription(email));
  }

  /** Lets the alarms of this stage publish, and those of no other account. */
  private permitAlarms(prefix: string): PolicyStatement {
    const stack = Stack.of(this);
    const alarms = {
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: `${prefix}-*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    };
    return new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [this.topic.topicArn],
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
