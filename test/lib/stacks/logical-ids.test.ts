import { templatesOf } from '../../support/synth.ts';

/** CloudFormation replaces a resource whose logical id changes. Its messages or orders would be lost. */
const FROZEN = {
  OrdersDlq3430508F: 'AWS::SQS::Queue',
  OrdersDlqPolicyBCE15D13: 'AWS::SQS::QueuePolicy',
  OrdersQueueC538DD4C: 'AWS::SQS::Queue',
  OrdersQueuePolicy969D31B6: 'AWS::SQS::QueuePolicy',
  TabsDlq89E85EDA: 'AWS::SQS::Queue',
  TabsDlqPolicy484B335E: 'AWS::SQS::QueuePolicy',
  TabsQueue1825A44B: 'AWS::SQS::Queue',
  TabsQueuePolicyCBA6835A: 'AWS::SQS::QueuePolicy',
  PickupsDlqC04E9BAF: 'AWS::SQS::Queue',
  PickupsDlqPolicyECCCAC19: 'AWS::SQS::QueuePolicy',
  PickupsQueue656219BA: 'AWS::SQS::Queue',
  PickupsQueuePolicyED671B8D: 'AWS::SQS::QueuePolicy',
  ReceiptsDlq7E9F4410: 'AWS::SQS::Queue',
  ReceiptsDlqPolicy3A0BEFD4: 'AWS::SQS::QueuePolicy',
  ReceiptsQueue4CA61331: 'AWS::SQS::Queue',
  ReceiptsQueuePolicy2AC93767: 'AWS::SQS::QueuePolicy',
  ReceiptsQueueStateOrderEventsB261B2BA26ACA87F: 'AWS::SNS::Subscription',
  ImportsBucketB463A28B: 'AWS::S3::Bucket',
  ImportsBucketPolicyDD2ED272: 'AWS::S3::BucketPolicy',
  ImportsDlq2365C8F0: 'AWS::SQS::Queue',
  ImportsDlqPolicyBE11B3F0: 'AWS::SQS::QueuePolicy',
  ImportsQueue807CB1E9: 'AWS::SQS::Queue',
  ImportsQueuePolicyAB89A608: 'AWS::SQS::QueuePolicy',
  ImportsQueueStateImportsTopicBFFA88E3233F157B: 'AWS::SNS::Subscription',
  ImportsTopic4E4E2703: 'AWS::SNS::Topic',
  ImportsTopicPolicy8B29FF6A: 'AWS::SNS::TopicPolicy',
  OrderStoreTable65E07B12: 'AWS::DynamoDB::GlobalTable',
  ClaimChecksBucket831646EF: 'AWS::S3::Bucket',
  ClaimChecksBucketPolicyE356FABD: 'AWS::S3::BucketPolicy',
  OrderEvents91E7078A: 'AWS::SNS::Topic',
  OrderEventsPolicy5698F269: 'AWS::SNS::TopicPolicy',
};

/** The resources that only one stage has. */
const FROZEN_OF_STAGE = {
  dev: {
    ClaimChecksBucketAutoDeleteObjectsCustomResource3A097A2C: 'Custom::S3AutoDeleteObjects',
    ImportsBucketAutoDeleteObjectsCustomResource3F5E3B42: 'Custom::S3AutoDeleteObjects',
    ClaimChecksProviderLogs585CD513: 'AWS::Logs::LogGroup',
    CustomS3AutoDeleteObjectsCustomResourceProviderHandler9D90184F: 'AWS::Lambda::Function',
    CustomS3AutoDeleteObjectsCustomResourceProviderRole3B1BD092: 'AWS::IAM::Role',
  },
  prod: {
    KeysQueues212F02B9: 'AWS::KMS::Key',
    KeysTopicsD44E6464: 'AWS::KMS::Key',
    KeysOrdersFC4D3FDA: 'AWS::KMS::Key',
    KeysLogs7981C88C: 'AWS::KMS::Key',
    KeysQueuesAliasCBE0D083: 'AWS::KMS::Alias',
    KeysTopicsAlias0C9DB757: 'AWS::KMS::Alias',
    KeysOrdersAlias1444C73B: 'AWS::KMS::Alias',
    KeysLogsAliasB2A7279C: 'AWS::KMS::Alias',
  },
};

it.each(['dev', 'prod'] as const)('keeps the logical ids of the state of stage %s', (stage) => {
  const resources: Readonly<Record<string, { readonly Type: string }>> = templatesOf(stage).state.toJSON().Resources;
  const types = Object.entries(resources).map(([logicalId, { Type }]) => [logicalId, Type]);
  expect(Object.fromEntries(types)).toMatchObject({ ...FROZEN, ...FROZEN_OF_STAGE[stage] });
});
