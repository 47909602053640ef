import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ShopApi } from '../../lib/constructs/shop-api.ts';
import { staffAuthorizer } from '../staff/staff.ts';

const ROOT = join(__dirname, '..', '..');
const POOL = 'arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_Staff';

const templateOfShop = (): Template => {
  const stack = new Stack(new App(), 'Shop', { env: { region: 'eu-central-1', account: '123456789012' } });
  const aFunction = (id: string) => LambdaFunction.fromFunctionName(stack, id, id);
  new ShopApi(stack, 'ShopApi', {
    ...{ name: 'shop', cashier: aFunction('cashier'), counter: aFunction('counter') },
    ...{ limit: { rateLimit: 1, burstLimit: 1 }, callLimits: {} },
    moreRoutes: [{ method: 'POST', path: '/imports', answeredBy: aFunction('importer'), isStaffOnly: true }],
    staffAuthorizer: staffAuthorizer(stack, POOL),
    ...{ logRetention: RetentionDays.ONE_DAY, removalPolicy: RemovalPolicy.DESTROY },
  });
  return Template.fromStack(stack);
};

it('asks the user pool of the staff about their calls, and about no other', () => {
  const template = templateOfShop();
  const [authorizer = ''] = Object.keys(
    template.findResources('AWS::ApiGateway::Authorizer', {
      Properties: {
        Type: 'COGNITO_USER_POOLS',
        ProviderARNs: [POOL],
        IdentitySource: 'method.request.header.Authorization',
      },
    }),
  );
  const paths = Object.entries(template.findResources('AWS::ApiGateway::Resource')).map(
    ([id, { Properties }]) => [id, Properties.PathPart] as const,
  );
  const asking = Object.values(template.findResources('AWS::ApiGateway::Method')).filter(
    ({ Properties }) => Properties.AuthorizationType !== 'NONE',
  );
  expect(
    asking.map(({ Properties: { ResourceId, AuthorizationType, AuthorizerId } }) => [
      paths.find(([id]) => id === ResourceId.Ref)?.[1],
      AuthorizationType,
      AuthorizerId,
    ]),
  ).toEqual([
    ['collect', 'COGNITO_USER_POOLS', { Ref: authorizer }],
    ['imports', 'COGNITO_USER_POOLS', { Ref: authorizer }],
  ]);
});

it('is shown on its page, line by line', () => {
  const page = readFileSync(join(ROOT, 'docs/make-it-yours.md'), 'utf8');
  const blocks = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
  expect(blocks).toContain(readFileSync(join(ROOT, 'examples/staff/staff.ts'), 'utf8'));
});
