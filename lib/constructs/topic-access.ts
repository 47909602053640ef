import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';

/**
 * Permits publishing to a topic, and the use of its key if that is a key of this account. `Topic.grantPublish` also permits the use
 * of `alias/aws/sns`, which every caller of SNS may use without it.
 */
export const grantPublish = (topic: ITopic, grantee: IGrantable): void => {
  Grant.addToPrincipal({ grantee, actions: ['sns:Publish'], resourceArns: [topic.topicArn] });
  const { masterKey: key } = topic;
  if (key instanceof Key)
    Grant.addToPrincipal({ grantee, actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resourceArns: [key.keyArn] });
};
