import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailSendingEvent,
  EventDestination,
  type IConfigurationSet,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export interface MailConfigurationProps {
  /** The name of the configuration set. */
  readonly name: string;
}

/**
 * How SES sends the mails. An address that bounced or complained is on the account's suppression list, and gets no mail any more.
 * Each bounce and complaint is an event on a topic. The events hold the customer's address.
 */
export class MailConfiguration extends Construct {
  readonly configurationSet: IConfigurationSet;
  readonly events: ITopic;

  constructor(scope: Construct, id: string, { name }: MailConfigurationProps) {
    super(scope, id);
    const events = new Topic(this, 'Events', {
      displayName: 'Bounces and complaints',
      enforceSSL: true,
      masterKey: this.addKey(),
    });
    const configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      configurationSetName: name,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
    });
    // It also permits SES to publish, for this configuration set of this account only.
    configurationSet.addEventDestination('Failures', {
      destination: EventDestination.snsTopic(events),
      events: [EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT],
    });
    this.events = events;
    this.configurationSet = configurationSet;
  }

  /** SES cannot use the key that AWS manages for SNS (`alias/aws/sns`), because nobody can change the policy of that key. */
  private addKey(): Key {
    const key = new Key(this, 'Key', {
      description: 'Encrypts the events of bounces and complaints',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
      pendingWindow: Duration.days(7),
    });
    key.grant(new ServicePrincipal('ses.amazonaws.com'), 'kms:Decrypt', 'kms:GenerateDataKey');
    return key;
  }
}
