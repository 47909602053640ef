import * as v from 'valibot';
import { permits, readGrants } from '../template/grants.ts';
import type { FunctionResource } from '../template/lambda.ts';
import type { Resource } from '../template/resource.ts';

const ROLE = 'arn:aws:iam:us-east-1:000000000000:Role';

const resource = (type: string, properties: object): Resource => ({
  type,
  logicalId: 'Role',
  ref: 'Role',
  attribute: () => ROLE,
  parse: (schema) => v.parse(schema, properties),
});

const worker: FunctionResource = {
  ...{ name: 'worker', physicalName: 'Worker', arn: 'arn:aws:lambda:us-east-1:000000000000:function:Worker' },
  ...{ roleArn: ROLE, modulePath: 'index.mjs', exportName: 'handler', timeoutSeconds: 3, memoryMegabytes: 128 },
  ...{ concurrency: undefined, variables: {} },
};

const grantsOf = (role: object, ...statements: readonly object[]) =>
  readGrants(
    [
      resource('AWS::IAM::Role', role),
      resource('AWS::IAM::Policy', { Roles: ['Role'], PolicyDocument: { Statement: statements } }),
      resource('AWS::IAM::Policy', { Roles: ['Other'], PolicyDocument: { Statement: [{ Effect: 'Allow' }] } }),
    ],
    [worker],
  ).map(({ action, resource }) => `${action} ${resource}`);

describe('the grants of a function', () => {
  it('are each action on each resource of the policies of its role', () => {
    const statement = { Effect: 'Allow', Action: ['a:One', 'a:Two'], Resource: ['x', 'y'] };
    expect(grantsOf({}, statement)).toEqual(['a:One x', 'a:One y', 'a:Two x', 'a:Two y']);
  });

  it('name a managed policy, and a statement that is not compared', () => {
    const statement = { Effect: 'Deny', Action: 'a:One', Resource: 'x' };
    expect(grantsOf({ ManagedPolicyArns: ['arn:policy'] }, statement)).toEqual([
      'a managed policy arn:policy',
      `another statement ${JSON.stringify(statement)}`,
    ]);
  });
});

it.each([
  ['a:One', 'bucket/*', 'a:One', 'bucket/key', true],
  ['a:*', '*', 'a:One', 'bucket/key', true],
  ['a:One', 'bucket/*', 'a:Two', 'bucket/key', false],
  ['a:One', 'bucket.x', 'a:One', 'bucket-x', false],
  ['a:One', 'table', 'a:One', 'table/index/board', false],
])('the grant %s on %s for the call %s on %s: permits is %s', (action, name, called, on, expected) => {
  expect(permits({ action, resource: name }, { action: called, resource: on })).toBe(expected);
});
