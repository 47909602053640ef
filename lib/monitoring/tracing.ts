import { Stack } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { CfnResourcePolicy } from 'aws-cdk-lib/aws-xray';
import type { Construct } from 'constructs';

/**
 * Lets a topic with active tracing send its segments to X-Ray. An account has at most five such policies in a region.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-active-tracing.html
 */
export const permitTracing = (scope: Construct, name: string, topic: ITopic): void => {
  const { account } = Stack.of(scope);
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: ['xray:PutTraceSegments', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
    Resource: '*',
    Condition: { StringEquals: { 'aws:SourceAccount': account }, StringLike: { 'aws:SourceArn': topic.topicArn } },
  };
  new CfnResourcePolicy(scope, 'Tracing', {
    policyName: name,
    policyDocument: Stack.of(scope).toJsonString({ Version: '2012-10-17', Statement: [statement] }),
  });
};
