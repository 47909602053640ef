import * as v from 'valibot';
import { type GatewayResponse, type Route, readGatewayResponses, readRoutes } from './api-gateway.ts';
import type { StackTemplate, UnresolvedResource } from './assembly.ts';
import { type Grant, readGrants } from './grants.ts';
import type { Resolve } from './intrinsics.ts';
import { type FunctionResource, type MappingResource, readFunctions, readMappings } from './lambda.ts';
import { type MailEventDestination, readMailEventDestinations } from './mail.ts';
import {
  type QueueResource,
  readQueues,
  readSubscriptions,
  readTopics,
  type SubscriptionResource,
  type TopicResource,
} from './messaging.ts';
import type { Resource } from './resource.ts';
import type { ReturnValuesOf } from './return-values.ts';
import { type BucketResource, readBuckets, readTables, type TableResource } from './storage.ts';

/** The resources of all templates, by kind. */
export type TemplateResources = {
  readonly queues: readonly QueueResource[];
  readonly topics: readonly TopicResource[];
  readonly subscriptions: readonly SubscriptionResource[];
  readonly mailEventDestinations: readonly MailEventDestination[];
  readonly tables: readonly TableResource[];
  readonly buckets: readonly BucketResource[];
  readonly functions: readonly FunctionResource[];
  readonly mappings: readonly MappingResource[];
  /** What the roles of the functions permit. */
  readonly grants: readonly Grant[];
  readonly routes: readonly Route[];
  readonly gatewayResponses: readonly GatewayResponse[];
  /** Resources of types that the local shop does not know. `path` is that of the construct. */
  readonly unknown: readonly { readonly type: string; readonly path: string }[];
};

const EMULATED_TYPES = [
  'AWS::SQS::Queue',
  'AWS::SNS::Topic',
  'AWS::SNS::Subscription',
  'AWS::DynamoDB::GlobalTable',
  'AWS::S3::Bucket',
  'AWS::SES::ConfigurationSet',
  'AWS::SES::ConfigurationSetEventDestination',
  'AWS::Lambda::Function',
  'AWS::Lambda::EventSourceMapping',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Resource',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::GatewayResponse',
  'AWS::ApiGateway::Stage',
];

/** Permissions, keys, limits, networks, monitoring and deployments have no effect on one machine. */
const IGNORED_TYPES = [
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::ApiKey',
  'AWS::ApiGateway::Authorizer',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::UsagePlan',
  'AWS::ApiGateway::UsagePlanKey',
  'AWS::ApplicationAutoScaling::ScalableTarget',
  'AWS::ApplicationAutoScaling::ScalingPolicy',
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::EC2::InternetGateway',
  'AWS::EC2::Route',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::Subnet',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPC',
  'AWS::EC2::VPCEndpoint',
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::ECS::Cluster',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::WAFv2::WebACL',
  'AWS::WAFv2::WebACLAssociation',
  'AWS::XRay::ResourcePolicy',
  'AWS::XRay::SamplingRule',
  'Custom::S3AutoDeleteObjects',
];

const KNOWN_TYPES = new Set([...EMULATED_TYPES, ...IGNORED_TYPES]);

/** Reads the resources that the local shop emulates. Throws on a property that CloudFormation would refuse. */
export const readResources = (
  stacks: readonly StackTemplate[],
  resolve: Resolve,
  returnValuesOf: ReturnValuesOf,
): TemplateResources => {
  const unresolved = stacks.flatMap((stack) => stack.resources);
  const resources = unresolved.map((resource) => resolveResource(resource, resolve, returnValuesOf));
  const assets = new Map(stacks.flatMap((stack) => [...stack.assets]));
  const functions = readFunctions(resources, assets);
  return {
    queues: readQueues(resources),
    topics: readTopics(resources),
    subscriptions: readSubscriptions(resources),
    mailEventDestinations: readMailEventDestinations(resources),
    tables: readTables(resources),
    buckets: readBuckets(resources),
    functions,
    mappings: readMappings(resources),
    grants: readGrants(resources, functions),
    routes: readRoutes(resources),
    gatewayResponses: readGatewayResponses(resources),
    unknown: unresolved.filter(({ type }) => !KNOWN_TYPES.has(type)),
  };
};

export const resolveResource = (
  resource: UnresolvedResource,
  resolve: Resolve,
  returnValuesOf: ReturnValuesOf,
): Resource => {
  const { type, stackName, logicalId } = resource;
  const { ref, attributes } = returnValuesOf(resource);
  return {
    type,
    logicalId,
    ref,
    attribute: (name) => {
      const value = attributes[name];
      if (value === undefined) throw new Error(`${type} ${logicalId} should have the attribute '${name}', got none`);
      return value;
    },
    parse: (schema) => {
      const properties = Object.entries(resource.properties).filter(([name]) => name in schema.entries);
      return v.parse(schema, resolve(stackName, Object.fromEntries(properties)));
    },
  };
};
