import type { UnresolvedResource } from './assembly.ts';

/** The region and the account of everything that runs locally. */
export const region = 'us-east-1';
export const account = '000000000000';

export const pseudoParameters: ReadonlyMap<string, string> = new Map([
  ['AWS::Region', region],
  ['AWS::AccountId', account],
  ['AWS::Partition', 'aws'],
  ['AWS::URLSuffix', 'amazonaws.com'],
]);

/** The return values of a resource: that of `Ref` and those of `Fn::GetAtt`. */
export type ReturnValues = { readonly ref: string; readonly attributes: Readonly<Record<string, string>> };
export type ReturnValuesOf = (resource: UnresolvedResource) => ReturnValues;

/** Derives the return values of each resource before it is created. `sqs` is the URL of that engine. */
export const createReturnValues =
  ({ sqs }: { readonly sqs: string }): ReturnValuesOf =>
  (resource) => {
    switch (resource.type) {
      case 'AWS::SQS::Queue': {
        const name = queueName(resource);
        return { ref: `${sqs}/${account}/${name}`, attributes: { QueueName: name, Arn: arn('sqs', name) } };
      }
      case 'AWS::SNS::Topic': {
        const name = physicalName(resource, 'TopicName');
        return { ref: arn('sns', name), attributes: { TopicName: name, TopicArn: arn('sns', name) } };
      }
      case 'AWS::DynamoDB::GlobalTable': {
        const name = physicalName(resource, 'TableName');
        return { ref: name, attributes: { Arn: arn('dynamodb', `table/${name}`) } };
      }
      case 'AWS::S3::Bucket': {
        const name = physicalName(resource, 'BucketName').toLowerCase();
        return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}` } };
      }
      case 'AWS::Lambda::Function': {
        const name = physicalName(resource, 'FunctionName');
        return { ref: name, attributes: { Arn: arn('lambda', `function:${name}`) } };
      }
      case 'AWS::SES::ConfigurationSet':
        return { ref: physicalName(resource, 'Name'), attributes: {} };
      case 'AWS::ApiGateway::RestApi':
        return { ref: resource.logicalId, attributes: { RootResourceId: `${resource.logicalId}/` } };
      case 'AWS::ApiGateway::Stage':
        return { ref: String(resource.properties.StageName), attributes: {} };
      default:
        // Permissions name resources that are not emulated, such as roles and log groups.
        return { ref: resource.logicalId, attributes: { Arn: arn(serviceOf(resource), physicalName(resource)) } };
    }
  };

const arn = (service: string, name: string): string => `arn:aws:${service}:${region}:${account}:${name}`;

const serviceOf = ({ type }: UnresolvedResource): string => type.split('::')[1]?.toLowerCase() ?? '';

/** The name in the template, or, as in CloudFormation, one made of the stack's name and the logical id. */
const physicalName = ({ properties, stackName, logicalId }: UnresolvedResource, property = ''): string => {
  const name = properties[property];
  return typeof name === 'string' ? name : `${stackName}-${logicalId}`;
};

const queueName = (queue: UnresolvedResource): string => {
  const name = physicalName(queue, 'QueueName');
  return queue.properties.FifoQueue === true && !name.endsWith('.fifo') ? `${name}.fifo` : name;
};
