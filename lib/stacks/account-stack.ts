import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnAccount, CfnApiKey } from 'aws-cdk-lib/aws-apigateway';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** API Gateway refuses a role with fewer permissions. It writes the logs of every API of the region. */
const LOG_POLICY = 'service-role/AmazonAPIGatewayPushToCloudWatchLogs';

/**
 * The role with which API Gateway writes logs. An account has one for each region, so all stages share this stack: each deploys the
 * same template. The role and the setting stay when the stack is deleted, because other APIs use them.
 */
export class AccountStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const role = new Role(this, 'ApiLogsRole', {
      description: 'API Gateway writes the logs of all APIs of this region',
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(LOG_POLICY)],
    });
    const setting = new CfnAccount(this, 'ApiLogs', { cloudWatchRoleArn: role.roleArn });
    for (const kept of [role, setting]) kept.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    setting.addResourceDependency(this.addFirstResource());
  }

  /**
   * An account that never had an API refuses the setting. A disabled key costs nothing and is enough.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-account.html
   */
  private addFirstResource(): CfnApiKey {
    return new CfnApiKey(this, 'FirstResource', {
      description: 'Makes API Gateway accept the settings of a new account',
      enabled: false,
    });
  }
}
