import type { Resource } from './assembly.ts';

/** The region and the account that the local engines play. */
export const region = 'us-east-1';
export const account = '000000000000';

export const pseudoParameters: ReadonlyMap<string, string> = new Map([
  ['AWS::Region', region],
  ['AWS::AccountId', account],
  ['AWS::Partition', 'aws'],
  ['AWS::URLSuffix', 'amazonaws.com'],
]);

/** What a resource goes by: the value of `Ref`, and those of `Fn::GetAtt`. */
export type Identity = { readonly ref: string; readonly attributes: Readonly<Record<string, string>> };
export type IdentityOf = (resource: Resource) => Identity;

const arn = (service: string, name: string): string => `arn:aws:${service}:${region}:${account}:${name}`;

/** The physical name: the one that the template asks for, or one made of the stack's and the logical id, as CloudFormation does. */
const nameOf = ({ properties, stackName, logicalId }: Resource, property: string): string => {
  const asked = properties[property];
  return typeof asked === 'string' ? asked : `${stackName}-${logicalId}`;
};

const queueName = (queue: Resource): string => {
  const name = nameOf(queue, 'QueueName');
  return queue.properties.FifoQueue === true && !name.endsWith('.fifo') ? `${name}.fifo` : name;
};

/** The name of each resource on the engine at `sqs`, known before any of them is created. */
export const createIdentities =
  ({ sqs }: { readonly sqs: string }): IdentityOf =>
  (resource) => {
    switch (resource.type) {
      case 'AWS::SQS::Queue': {
        const name = queueName(resource);
        return { ref: `${sqs}/${account}/${name}`, attributes: { QueueName: name, Arn: arn('sqs', name) } };
      }
      case 'AWS::SNS::Topic': {
        const name = nameOf(resource, 'TopicName');
        return { ref: arn('sns', name), attributes: { TopicName: name, TopicArn: arn('sns', name) } };
      }
      case 'AWS::DynamoDB::GlobalTable': {
        const name = nameOf(resource, 'TableName');
        return { ref: name, attributes: { Arn: arn('dynamodb', `table/${name}`) } };
      }
      case 'AWS::S3::Bucket': {
        const name = nameOf(resource, 'BucketName').toLowerCase();
        return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}` } };
      }
      case 'AWS::Lambda::Function': {
        const name = nameOf(resource, 'FunctionName');
        return { ref: name, attributes: { Arn: arn('lambda', `function:${name}`) } };
      }
      case 'AWS::ApiGateway::RestApi':
        return { ref: resource.logicalId, attributes: { RootResourceId: `${resource.logicalId}/` } };
      case 'AWS::ApiGateway::Stage':
        return { ref: String(resource.properties.StageName), attributes: {} };
      default:
        return { ref: resource.logicalId, attributes: {} };
    }
  };
