import type { Stage } from 'aws-cdk-lib/aws-apigateway';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

/** The limit of one address, in a window that WAF counts over. */
export type AddressRate = {
  /** At least 10. Customers on one network share an address. */
  readonly requests: number;
  readonly windowSeconds: 60 | 120 | 300 | 600;
};

export interface AddressLimitProps {
  /** The name of the web ACL and the first part of its metrics. */
  readonly name: string;
  readonly rate: AddressRate;
  readonly stage: Stage;
}

/** A web ACL with one rule: an address above its rate is refused, so that it cannot use up the limits of the API. */
export class AddressLimit extends Construct {
  constructor(scope: Construct, id: string, { name, rate, stage }: AddressLimitProps) {
    super(scope, id);
    const visibility = (metricName: string) => ({
      metricName,
      cloudWatchMetricsEnabled: true,
      // A sample would hold the path of a call, and with it the order id.
      sampledRequestsEnabled: false,
    });
    const acl = new CfnWebACL(this, 'WebAcl', {
      name,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visibility(name),
      rules: [
        {
          name: 'rate-by-address',
          priority: 0,
          action: { block: {} },
          statement: {
            rateBasedStatement: {
              aggregateKeyType: 'IP',
              limit: rate.requests,
              evaluationWindowSec: rate.windowSeconds,
            },
          },
          visibilityConfig: visibility(`${name}-rate-by-address`),
        },
      ],
    });
    new CfnWebACLAssociation(this, 'Association', { webAclArn: acl.attrArn, resourceArn: stage.stageArn });
  }
}
