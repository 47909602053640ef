import * as v from 'valibot';
import { booleanProperty, numberProperty, type Resource, resourcesOfType, toStrings } from './resource.ts';

const queueSchema = v.object({
  FifoQueue: v.optional(booleanProperty),
  ContentBasedDeduplication: v.optional(booleanProperty),
  DeduplicationScope: v.optional(v.string()),
  FifoThroughputLimit: v.optional(v.string()),
  DelaySeconds: v.optional(numberProperty),
  MessageRetentionPeriod: v.optional(numberProperty),
  ReceiveMessageWaitTimeSeconds: v.optional(numberProperty),
  VisibilityTimeout: v.optional(numberProperty),
  MaximumMessageSize: v.optional(numberProperty),
  RedrivePolicy: v.optional(v.object({ deadLetterTargetArn: v.string(), maxReceiveCount: numberProperty })),
});

const subscriptionSchema = v.object({
  TopicArn: v.string(),
  Protocol: v.string(),
  Endpoint: v.string(),
  RawMessageDelivery: v.optional(booleanProperty),
  FilterPolicy: v.optional(
    v.pipe(
      v.record(v.string(), v.unknown()),
      v.transform((policy) => JSON.stringify(policy)),
    ),
  ),
  FilterPolicyScope: v.optional(v.string()),
});

export type QueueResource = {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  /** The attributes of SQS's `CreateQueue`. */
  readonly attributes: Readonly<Record<string, string>>;
};

export type TopicResource = { readonly name: string; readonly arn: string };

export type SubscriptionResource = {
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** The attributes of SNS's `Subscribe`. */
  readonly attributes: Readonly<Record<string, string>>;
};

export const readQueues = (resources: readonly Resource[]): QueueResource[] =>
  resourcesOfType(resources, 'AWS::SQS::Queue').map(({ ref, attribute, parse }) => {
    const { RedrivePolicy, ...rest } = parse(queueSchema);
    const redrive = RedrivePolicy ? { RedrivePolicy: JSON.stringify(RedrivePolicy) } : {};
    return {
      name: attribute('QueueName'),
      url: ref,
      arn: attribute('Arn'),
      attributes: { ...toStrings(rest), ...redrive },
    };
  });

export const readTopics = (resources: readonly Resource[]): TopicResource[] =>
  resourcesOfType(resources, 'AWS::SNS::Topic').map(({ ref, attribute }) => ({
    name: attribute('TopicName'),
    arn: ref,
  }));

export const readSubscriptions = (resources: readonly Resource[]): SubscriptionResource[] =>
  resourcesOfType(resources, 'AWS::SNS::Subscription').map(({ parse }) => {
    const { TopicArn: topicArn, Protocol: protocol, Endpoint: endpoint, ...rest } = parse(subscriptionSchema);
    return { topicArn, protocol, endpoint, attributes: toStrings(rest) };
  });
