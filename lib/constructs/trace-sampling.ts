import { CfnSamplingRule } from 'aws-cdk-lib/aws-xray';
import { Construct } from 'constructs';

/** The share of the calls that X-Ray records. */
export type TraceRate = {
  /** The calls of each second that are always recorded. */
  readonly perSecond: number;
  /** The percentage of the other calls. */
  readonly percent: number;
};

export interface TraceSamplingProps {
  /** The name of the rule, of at most 32 characters. */
  readonly name: string;
  readonly rate: TraceRate;
  readonly apiName: string;
  readonly stageName: string;
}

/** Before the rules that the console suggests, and before the default rule of the account. */
const PRIORITY = 1000;

/**
 * The sampling rule of one API. It decides for the cashier and the counter, too, because they follow the decision of the API. Lambda
 * decides for functions that work a queue, and its rate cannot be set.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-configuring-xray-sampling-rules.html
 */
export class TraceSampling extends Construct {
  constructor(scope: Construct, id: string, { name, rate, apiName, stageName }: TraceSamplingProps) {
    super(scope, id);
    new CfnSamplingRule(this, 'Rule', {
      samplingRule: {
        ruleName: name,
        priority: PRIORITY,
        reservoirSize: rate.perSecond,
        fixedRate: rate.percent / 100,
        serviceName: `${apiName}/${stageName}`,
        serviceType: 'AWS::ApiGateway::Stage',
        ...{ host: '*', httpMethod: '*', urlPath: '*', resourceArn: '*' },
        version: 1,
      },
    });
  }
}
