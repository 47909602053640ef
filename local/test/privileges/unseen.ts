import * as v from 'valibot';
import { type WorkGrant, work } from '../../../lambda/product/index.ts';
import { workers } from '../../../lib/workers.ts';
import type { Grant } from '../../template/grants.ts';
import { resourcesOfType } from '../../template/resource.ts';
import { keysOf } from './keys.ts';
import type { Stage } from './stage.ts';

/** What AWS asks the role of a function for and no engine of the local shop does. */
export type Unseen = Grant & {
  readonly why: string;
  /** The page of AWS, or the file of this project, that says so. */
  readonly source: string;
};

const DOCS = 'https://docs.aws.amazon.com';
const functionSchema = v.object({
  LoggingConfig: v.optional(v.object({ LogGroup: v.optional(v.string()) })),
  TracingConfig: v.optional(v.object({ Mode: v.string() })),
});

/** Every privilege of a stage that no engine asks for. The privileges test expects each of them to be granted. */
export const readUnseen = (stage: Stage): Unseen[] => [
  ...readFunctionPrivileges(stage),
  ...readPolls(stage),
  ...readLists(stage),
  ...readKeyPrivileges(stage),
  ...readWork(stage),
];

/** Logs and traces, which Lambda sends with the role of the function. */
const readFunctionPrivileges = ({ all, functions }: Stage): Unseen[] =>
  resourcesOfType(all, 'AWS::Lambda::Function').flatMap(({ attribute, parse }) => {
    const name = functions.find(({ arn }) => arn === attribute('Arn'))?.name;
    if (name === undefined) return []; // it runs during a deployment only
    const { LoggingConfig, TracingConfig } = parse(functionSchema);
    const group = resourcesOfType(all, 'AWS::Logs::LogGroup').find(({ ref }) => ref === LoggingConfig?.LogGroup);
    const logs = ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({
      ...{ function: name, action, resource: group?.attribute('Arn') ?? 'a log group of the templates' },
      why: 'Lambda writes the log',
      source: `${DOCS}/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html`,
    }));
    const traces = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'].map((action) => ({
      ...{ function: name, action, resource: '*' },
      why: 'Lambda sends traces; X-Ray supports no resources for these actions',
      source: `${DOCS}/lambda/latest/dg/services-xray.html`,
    }));
    return TracingConfig?.Mode === 'Active' ? [...logs, ...traces] : logs;
  });

/** The calls of an event source mapping. The local shop polls with its own key. */
const readPolls = ({ mappings, functions }: Stage): Unseen[] =>
  mappings.flatMap(({ EventSourceArn, FunctionName }) => {
    const name = functions.find(({ physicalName }) => physicalName === FunctionName)?.name ?? FunctionName;
    return ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'].map((action) => ({
      ...{ function: name, action, resource: EventSourceArn },
      why: 'Lambda polls the queue',
      source: `${DOCS}/lambda/latest/dg/services-sqs-configure.html`,
    }));
  });

/** Reads of objects: without the permission to list their bucket, S3 answers 403 instead of 404 for a missing one. */
const readLists = ({ all, grants }: Stage): Unseen[] => {
  const buckets = resourcesOfType(all, 'AWS::S3::Bucket').map(({ attribute }) => attribute('Arn'));
  return grants.flatMap(({ function: name, action, resource }) =>
    buckets
      .filter((bucket) => action === 's3:GetObject' && resource === `${bucket}/*`)
      .map((bucket) => ({
        ...{ function: name, action: 's3:ListBucket', resource: bucket },
        why: 'S3 answers 404 for a missing object, not 403',
        source: `${DOCS}/AmazonS3/latest/API/API_GetObject.html`,
      })),
  );
};

/** The use of keys that are in the templates, by the services that a function calls. */
const readKeyPrivileges = (stage: Stage): Unseen[] => {
  const keys = keysOf(stage);
  return stage.grants.flatMap(({ function: name, action, resource }) => {
    const key = keys.find(({ arn }) => resource === arn || resource.startsWith(`${arn}/`));
    const [, use] = Object.entries(keyUses).find(([used]) => used === action) ?? [];
    if (!key || !use) return [];
    const { actions, source } = use;
    return actions.map((needed) => ({
      ...{ function: name, action: needed, resource: key.keyArn },
      why: `${action} on an encrypted resource`,
      source,
    }));
  });
};

/** The permissions that the product and the workers ask for. Their services are not emulated. */
const readWork = ({ grants }: Stage): Unseen[] =>
  grants.flatMap((grant) => {
    const has = ({ actions, resources }: WorkGrant): boolean =>
      actions.includes(grant.action) && resources.includes(grant.resource);
    const ofWorkers = workers.filter((worker) => worker.function === grant.function);
    if (ofWorkers.some(({ grants: own = [] }) => own.some(has)))
      return [{ ...grant, why: 'the work of the function', source: '../lib/workers.ts' }];
    return work.grants.some(has)
      ? [{ ...grant, why: 'the work of the product', source: '../lambda/product/index.ts' }]
      : [];
  });

const SQS = `${DOCS}/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html`;
const SNS = `${DOCS}/sns/latest/dg/sns-key-management.html`;
const S3 = `${DOCS}/AmazonS3/latest/userguide/UsingKMSEncryption.html`;

const DYNAMODB = `${DOCS}/kms/latest/developerguide/services-dynamodb.html`;

const keyUses = {
  'sqs:SendMessage': { actions: ['kms:GenerateDataKey', 'kms:Decrypt'], source: SQS },
  'sqs:ReceiveMessage': { actions: ['kms:Decrypt'], source: SQS },
  'sns:Publish': { actions: ['kms:GenerateDataKey', 'kms:Decrypt'], source: SNS },
  's3:PutObject': { actions: ['kms:GenerateDataKey'], source: S3 },
  's3:GetObject': { actions: ['kms:Decrypt'], source: S3 },
  'dynamodb:GetItem': { actions: ['kms:Decrypt'], source: DYNAMODB },
  'dynamodb:BatchGetItem': { actions: ['kms:Decrypt'], source: DYNAMODB },
  'dynamodb:Query': { actions: ['kms:Decrypt'], source: DYNAMODB },
  'dynamodb:PutItem': { actions: ['kms:Decrypt'], source: DYNAMODB },
  'dynamodb:UpdateItem': { actions: ['kms:Decrypt'], source: DYNAMODB },
};

/** Permissions that are wider than what the test sees: no template holds the names that they would need. */
export const wider: readonly Omit<Unseen, 'function'>[] = [
  {
    action: 'ses:SendEmail',
    resource: 'ses identity/*',
    why: 'SES asks for the identity that the account has verified: the address or its domain, and in the sandbox that of the recipient. The condition ses:FromAddress names the sender',
    source: `${DOCS}/ses/latest/dg/control-user-access.html`,
  },
];
