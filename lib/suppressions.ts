import { work } from '../lambda/product/index.ts';
import { type Compute, type Config, configFor } from './config.ts';
import { stageNames } from './stage-names.ts';
import { workers } from './workers.ts';

/** The programs that check the templates. */
export type Checker = 'cdk-nag' | 'cfn-lint' | 'checkov';

/** A check that does not apply to some resources, and the reason. */
export type Suppression = {
  readonly checker: Checker;
  readonly check: string;
  /** The type of the resources. */
  readonly type: string;
  /** The start of the paths of their constructs. @default - every path */
  readonly under?: string;
  /** What the finding is about, for checks with several findings on one resource. @default - every finding */
  readonly about?: RegExp | string;
  /** The stages that have such a resource. @default - every stage */
  readonly only?: keyof typeof conditions;
  /** The form of the barista that has such a finding. @default - both */
  readonly compute?: Compute;
  readonly reason: string;
};

const conditions = {
  'own keys': ({ customerManagedKeys }: Config): boolean => customerManagedKeys,
  'keys of AWS': ({ customerManagedKeys }: Config): boolean => !customerManagedKeys,
  'address limit': ({ api }: Config): boolean => api.addressRate !== undefined,
  'no address limit': ({ api }: Config): boolean => api.addressRate === undefined,
} as const;

/** A finding of a checker about a resource. */
export type Finding = {
  readonly checker: Checker;
  readonly check: string;
  readonly about: string;
  readonly type: string;
  /** The path of the construct. */
  readonly path: string;
};

const PUBLIC =
  'Customers have no accounts, and the order id is the credential of an order. Calls for staff require a signature or an authorizer.';
const ACCESS_LOGS =
  'Only functions use the bucket, and uploads whose URL a function signs. A trail with S3 data events records these calls, without a second bucket with personal data.';
const INSIGHTS =
  'The alarms and the dashboard use metrics of SQS and ECS. Container Insights costs money for each metric.';
const AWS_KEY =
  'Encrypted at rest with a key of AWS. A customer-managed key costs money, and each caller needs a permission for it.';

/** The wildcards in the permissions that the product and the workers ask for. */
const ownGrants = [...work.grants, ...workers.flatMap(({ grants = [] }) => grants)];
const workWildcards = ownGrants.flatMap(({ actions, resources }) =>
  [...actions.map((action) => `Action::${action}`), ...resources.map((resource) => `Resource::${resource}`)]
    .filter((about) => about.includes('*'))
    .map((about): Suppression => {
      const on = { checker: 'cdk-nag', check: 'AwsSolutions-IAM5', type: 'AWS::IAM::Policy' } as const;
      return {
        ...on,
        about,
        reason: 'The product or the list of the workers asks for this permission.',
      };
    }),
);

/** Every suppression of every checker. A check whose finding has gone must leave this list: the test of the templates fails otherwise. */
export const suppressions: readonly Suppression[] = [
  ...workWildcards,
  {
    checker: 'cdk-nag',
    check: 'AwsSolutions-S1',
    type: 'AWS::S3::Bucket',
    under: 'State/',
    reason: ACCESS_LOGS,
  },
  {
    checker: 'cdk-nag',
    check: 'AwsSolutions-IAM5',
    type: 'AWS::IAM::Policy',
    about: /^Resource::\*$/,
    reason: 'X-Ray supports no resources for the two actions with which Lambda sends traces.',
  },
  {
    checker: 'cdk-nag',
    check: 'AwsSolutions-IAM5',
    type: 'AWS::IAM::Policy',
    under: 'Service/Baristas/',
    about: 'Resource::*',
    compute: 'containers',
    reason: 'ECR supports no resources for the action with which ECS signs in to read the image.',
  },
  {
    checker: 'cdk-nag',
    check: 'AwsSolutions-VPC7',
    type: 'AWS::EC2::VPC',
    compute: 'containers',
    reason: 'The tasks accept no connections, and call only services of AWS. CloudTrail records these calls.',
  },
  {
    checker: 'cdk-nag',
    check: 'AwsSolutions-ECS2',
    type: 'AWS::ECS::TaskDefinition',
    compute: 'containers',
    reason: 'The variables hold names and numbers, no secrets.',
  },
  {
    checker: 'cdk-nag',
    check: 'AwsSolutions-ECS4',
    type: 'AWS::ECS::Cluster',
    compute: 'containers',
    reason: INSIGHTS,
  },
  {
    checker: 'cdk-nag',
    check: 'AwsSolutions-IAM5',
    type: 'AWS::IAM::Policy',
    about: /(ClaimChecks|Imports)Bucket[^/]*\/\*$/,
    reason: 'The keys of the objects are made of the ids of orders and imports, so no template can list them.',
  },
  {
    checker: 'cdk-nag',
    check: 'AwsSolutions-IAM5',
    type: 'AWS::IAM::Policy',
    about: /:identity\/\*$/,
    reason:
      'SES checks the identities that the account has verified, and no template can list them. A condition names the sender.',
  },
  {
    checker: 'cdk-nag',
    check: 'AwsSolutions-IAM4',
    type: 'AWS::IAM::Role',
    about: /AmazonAPIGatewayPushToCloudWatchLogs$/,
    reason: 'The role writes the logs of every API of the account, and AWS documents this policy for it.',
  },
  {
    checker: 'cdk-nag',
    check: 'AwsSolutions-APIG2',
    type: 'AWS::ApiGateway::RestApi',
    reason: 'The functions validate each request and name each fault with its pointer, which API Gateway cannot do.',
  },
  {
    checker: 'cdk-nag',
    check: 'AwsSolutions-APIG3',
    type: 'AWS::ApiGateway::Stage',
    only: 'no address limit',
    reason: 'This stage has no web ACL. The API limits the rate of calls.',
  },
  { checker: 'cdk-nag', check: 'AwsSolutions-APIG4', type: 'AWS::ApiGateway::Method', reason: PUBLIC },
  { checker: 'cdk-nag', check: 'AwsSolutions-COG4', type: 'AWS::ApiGateway::Method', reason: PUBLIC },
  {
    checker: 'cfn-lint',
    check: 'W3005',
    type: 'AWS::Lambda::Function',
    reason: 'The CDK writes the dependency of a function on its role twice. It has no effect.',
  },
  {
    checker: 'cfn-lint',
    check: 'W3005',
    type: 'AWS::DynamoDB::GlobalTable',
    only: 'own keys',
    reason: 'The CDK writes the dependency of the table on its key twice. It has no effect.',
  },
  { checker: 'checkov', check: 'CKV_AWS_18', type: 'AWS::S3::Bucket', under: 'State/', reason: ACCESS_LOGS },
  {
    checker: 'checkov',
    check: 'CKV_AWS_21',
    type: 'AWS::S3::Bucket',
    under: 'State/',
    reason: 'An object is written once. Old versions would keep personal data after its deletion.',
  },
  {
    checker: 'checkov',
    check: 'CKV_AWS_26',
    type: 'AWS::SNS::Topic',
    only: 'keys of AWS',
    reason:
      'Alarms and the names of uploads hold no personal data. CloudWatch and S3 cannot use the key of AWS for SNS, and a key of the account costs money.',
  },
  { checker: 'checkov', check: 'CKV_AWS_27', type: 'AWS::SQS::Queue', only: 'keys of AWS', reason: AWS_KEY },
  { checker: 'checkov', check: 'CKV_AWS_59', type: 'AWS::ApiGateway::Method', reason: PUBLIC },
  { checker: 'checkov', check: 'CKV_AWS_65', type: 'AWS::ECS::Cluster', compute: 'containers', reason: INSIGHTS },
  {
    checker: 'checkov',
    check: 'CKV_AWS_115',
    type: 'AWS::Lambda::Function',
    reason: 'The event source mappings limit the workers. A new account has no concurrency to reserve.',
  },
  {
    checker: 'checkov',
    check: 'CKV_AWS_116',
    type: 'AWS::Lambda::Function',
    reason: 'Nothing invokes a function asynchronously. The queues of the workers have dead-letter queues.',
  },
  {
    checker: 'checkov',
    check: 'CKV_AWS_117',
    type: 'AWS::Lambda::Function',
    reason: 'The functions call only public endpoints of AWS, and nothing in a VPC.',
  },
  {
    checker: 'checkov',
    check: 'CKV_AWS_120',
    type: 'AWS::ApiGateway::Stage',
    reason: 'An answer changes with each transition of an order. A cache would show an old status.',
  },
  { checker: 'checkov', check: 'CKV_AWS_158', type: 'AWS::Logs::LogGroup', only: 'keys of AWS', reason: AWS_KEY },
  {
    checker: 'checkov',
    check: 'CKV_AWS_173',
    type: 'AWS::Lambda::Function',
    reason: 'The variables hold names and numbers, no secrets. Lambda encrypts them with a key of AWS.',
  },
  {
    checker: 'checkov',
    check: 'CKV_AWS_192',
    type: 'AWS::WAFv2::WebACL',
    only: 'address limit',
    reason:
      'The functions do not run Java, so the Log4j vulnerability does not affect them. The rule would cost money.',
  },
];

/** The templates that a checker reads: those of a stage, with the barista in one form. */
export type Templates = Pick<Config, 'stage' | 'compute'>;

/** Whether a suppression applies to a finding in these templates. */
export const suppresses = (suppression: Suppression, finding: Finding, templates: Templates): boolean =>
  suppression.checker === finding.checker &&
  suppression.check === finding.check &&
  suppression.type === finding.type &&
  finding.path.startsWith(suppression.under ?? '') &&
  isAbout(suppression, finding) &&
  appliesTo(suppression, templates);

const isAbout = ({ about }: Suppression, finding: Finding): boolean =>
  about instanceof RegExp ? about.test(finding.about) : about === undefined || about === finding.about;

/** Whether a suppression is about these templates. */
export const appliesTo = (suppression: Suppression, { stage, compute }: Templates): boolean =>
  stagesOf(suppression).includes(stage) && (suppression.compute ?? compute) === compute;

/** The stages of a suppression. */
export const stagesOf = ({ only }: Suppression): readonly string[] =>
  stageNames.filter((name) => only === undefined || conditions[only](configFor(name)));
