import { RemovalPolicy } from 'aws-cdk-lib';
import { DataKeys } from '../../../lib/constructs/data-keys.ts';
import { propertiesOf, templateOf } from '../../support/synth.ts';

const template = templateOf((stack) => {
  new DataKeys(stack, 'Keys', { prefix: 'orderboard-prod', removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE });
});
const keys = template.findResources('AWS::KMS::Key');

/** The statements of a key policy beside the one that lets IAM decide for the account. */
const servicesOf = (name: string) => propertiesOf(keys, `Keys${name}`).KeyPolicy.Statement.slice(1);

it('rotates each key, and keeps it when the stack is deleted', () => {
  expect(Object.keys(keys)).toHaveLength(4);
  template.allResourcesProperties('AWS::KMS::Key', { EnableKeyRotation: true });
  template.allResources('AWS::KMS::Key', { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
});

it('has an alias for each key', () => {
  const names = Object.values(template.findResources('AWS::KMS::Alias')).map(({ Properties }) => Properties.AliasName);
  expect(names.toSorted()).toEqual(
    ['logs', 'orders', 'queues', 'topics'].map((name) => `alias/orderboard-prod/${name}`).toSorted(),
  );
});

it('lets alarms publish to a topic with its key', () => {
  expect(servicesOf('Topics')).toEqual([
    {
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
    },
  ]);
});

it('lets CloudWatch Logs use its key, for log groups of this account and region only', () => {
  const [statement, ...others] = servicesOf('Logs');
  expect(others).toEqual([]);
  expect(JSON.stringify(statement.Principal)).toContain('logs.');
  expect(JSON.stringify(statement.Condition)).toMatch(
    /"ArnLike":\{"kms:EncryptionContext:aws:logs:arn":.+AWS::Region.+AWS::AccountId.+:log-group:\*/,
  );
});

it('lets no service use the key of the orders without a role of this account', () => {
  expect(servicesOf('Orders')).toEqual([]);
});
