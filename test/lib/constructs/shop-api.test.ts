import { RemovalPolicy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { TokenAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { describeApi } from '../../../lambda/openapi/document.ts';
import { configFor } from '../../../lib/config.ts';
import { ShopApi } from '../../../lib/constructs/shop-api.ts';
import { describedCalls } from '../../support/openapi/operations.ts';
import { templateOf, templatesFor, templatesOf } from '../../support/synth.ts';

const { service } = templatesOf('dev');

/** `POST /orders -> Cashier`, for each method in the template. */
const routes = (): string[] => {
  const resources = service.findResources('AWS::ApiGateway::Resource');
  const pathOf = (id: string): string => {
    const { PathPart, ParentId } = resources[id]?.Properties ?? {};
    return PathPart === undefined ? '' : `${pathOf(ParentId.Ref ?? '')}/${PathPart}`;
  };
  return Object.values(service.findResources('AWS::ApiGateway::Method')).map(({ Properties }) => {
    const name = /(Cashier|Counter|Barista|Importer)Function/.exec(JSON.stringify(Properties.Integration))?.[1];
    return `${Properties.HttpMethod} ${pathOf(Properties.ResourceId.Ref ?? '') || '/'} -> ${name}`;
  });
};

it('integrates each route with its function', () => {
  expect(routes().toSorted()).toEqual(
    [
      'DELETE /orders/{orderId} -> Counter',
      'GET / -> Counter',
      'GET /board.json -> Counter',
      'GET /docs -> Counter',
      'GET /imports/{importId} -> Importer',
      'GET /menu -> Counter',
      'GET /openapi.json -> Counter',
      'GET /orders/{orderId} -> Counter',
      'POST /imports -> Importer',
      'POST /orders -> Cashier',
      'POST /orders/{orderId}/collect -> Counter',
    ].toSorted(),
  );
});

it('has the routes that the description of the API has', () => {
  const described = describedCalls(describeApi({ version: '1.0.0' })).map(({ call }) => call);
  expect(
    routes()
      .map((route) => route.split(' -> ')[0])
      .toSorted(),
  ).toEqual(described.toSorted());
});

it('lists its routes in the answer to an unknown route', () => {
  const [unknown] = Object.values(
    service.findResources('AWS::ApiGateway::GatewayResponse', {
      Properties: { ResponseType: 'MISSING_AUTHENTICATION_TOKEN' },
    }),
  );
  const { detail } = JSON.parse(unknown?.Properties.ResponseTemplates['application/json']);
  const declared = routes().map((route) => route.split(' -> ')[0]);
  const [, listed = ''] = /^expected one of (.+), got /.exec(detail) ?? [];
  expect(listed.split(', ').toSorted()).toEqual(declared.toSorted());
});

it('logs the route of a call, but not its path or its caller', () => {
  const [stage] = Object.values(service.findResources('AWS::ApiGateway::Stage'));
  const { Format } = stage?.Properties.AccessLogSetting ?? {};
  expect(Format).toContain('$context.resourcePath');
  expect(Format).not.toMatch(/\$context\.path|sourceIp|userAgent/);
});

const methodSettings = (template = service) => {
  const [stage] = Object.values(template.findResources('AWS::ApiGateway::Stage'));
  return stage?.Properties.MethodSettings;
};
const setting = (
  ResourcePath: string,
  HttpMethod: string,
  ThrottlingRateLimit: number,
  ThrottlingBurstLimit: number,
) => ({
  ...{ ResourcePath, HttpMethod, ThrottlingRateLimit, ThrottlingBurstLimit },
  // Settings of a method replace those of the stage as a whole.
  ...{ LoggingLevel: 'ERROR', DataTraceEnabled: false },
});

it('throttles each call at its limit', () => {
  expect(methodSettings()).toEqual([
    setting('/*', '*', 100, 200),
    setting('/~1board.json', 'GET', 20, 40),
    ...['/', '/~1docs', '/~1openapi.json'].map((path) => setting(path, 'GET', 20, 40)),
    setting('/~1imports', 'POST', 1, 5),
  ]);
  expect(methodSettings(templatesOf('prod').service)).toEqual([
    setting('/*', '*', 2000, 3000),
    setting('/~1orders', 'POST', 1000, 2000),
    setting('/~1board.json', 'GET', 100, 200),
    ...['/', '/~1docs', '/~1openapi.json'].map((path) => setting(path, 'GET', 100, 200)),
    setting('/~1imports', 'POST', 1, 5),
  ]);
});

it('refuses a limit for a call that the API does not have', () => {
  const config = configFor('dev');
  const callLimits = { 'GET /boards': { rateLimit: 1, burstLimit: 1 } };
  expect(() => templatesFor({ ...config, api: { ...config.api, callLimits } })).toThrow(
    /^callLimits should name one of POST \/orders, .+, got 'GET \/boards'$/,
  );
});

it('has the log group of its execution logs before its stage, because API Gateway would create one that stays', () => {
  const [api] = Object.keys(service.findResources('AWS::ApiGateway::RestApi'));
  const [[logs] = []] = Object.entries(service.findResources('AWS::Logs::LogGroup')).filter(
    ([, { Properties }]) => Properties.LogGroupName !== undefined,
  );
  service.hasResourceProperties('AWS::Logs::LogGroup', {
    LogGroupName: { 'Fn::Join': ['', ['API-Gateway-Execution-Logs_', { Ref: api }, '/shop']] },
    RetentionInDays: 7,
  });
  service.hasResource('AWS::ApiGateway::Stage', { DependsOn: Match.arrayWith([logs]) });
  service.hasResourceProperties('AWS::ApiGateway::Stage', { StageName: 'shop' });
});

describe('the limit of an address', () => {
  const { service: prod } = templatesOf('prod');
  const { api } = configFor('prod');

  it('is on in prod, for the stage of the API, and off in dev', () => {
    const [acl] = Object.keys(prod.findResources('AWS::WAFv2::WebACL'));
    const [association] = Object.values(prod.findResources('AWS::WAFv2::WebACLAssociation'));
    expect(association?.Properties.WebACLArn).toEqual({ 'Fn::GetAtt': [acl, 'Arn'] });
    expect(JSON.stringify(association?.Properties.ResourceArn)).toMatch(/restapis.+ShopApi.+stages.+StageShop/i);
    service.resourceCountIs('AWS::WAFv2::WebACL', 0);
  });

  it('counts by address and blocks, and lets every other call through', () => {
    prod.hasResourceProperties('AWS::WAFv2::WebACL', {
      Scope: 'REGIONAL',
      DefaultAction: { Allow: {} },
      Rules: [
        Match.objectLike({
          Action: { Block: {} },
          Statement: { RateBasedStatement: { AggregateKeyType: 'IP', Limit: 1200, EvaluationWindowSec: 60 } },
        }),
      ],
    });
  });

  it('is a fifth of each limit of a call at most, so that one customer cannot use it up', () => {
    const { requests = Number.POSITIVE_INFINITY, windowSeconds = 1 } = api.addressRate ?? {};
    for (const { rateLimit } of [api, ...Object.values(api.callLimits)])
      expect(requests / windowSeconds).toBeLessThanOrEqual(rateLimit / 5);
  });

  it('keeps no samples, because a path holds the order id', () => {
    const acls = JSON.stringify(prod.findResources('AWS::WAFv2::WebACL'));
    expect(acls).toContain('"SampledRequestsEnabled":false');
    expect(acls).not.toContain('"SampledRequestsEnabled":true');
  });
});

describe('API keys', () => {
  const config = configFor('dev');
  const clients = { names: ['kiosk', 'website'], rateLimit: 10, burstLimit: 20 };
  const { service: withKeys } = templatesFor({ ...config, api: { ...config.api, clients } });
  const methodsOf = (template: typeof service) =>
    Object.values(template.findResources('AWS::ApiGateway::Method')).map(({ Properties }) => Properties);

  it('are not needed by default', () => {
    service.resourceCountIs('AWS::ApiGateway::UsagePlan', 0);
    for (const { ApiKeyRequired } of methodsOf(service)) expect(ApiKeyRequired ?? false).toBe(false);
  });

  it('are needed for every call but those for pages when the config names clients', () => {
    const open = methodsOf(withKeys).filter(({ ApiKeyRequired }) => ApiKeyRequired !== true);
    expect(open.map(({ ResourceId }) => ResourceId)).toEqual([
      { 'Fn::GetAtt': [expect.any(String), 'RootResourceId'] },
      { Ref: expect.stringContaining('docs') },
      { Ref: expect.stringContaining('openapijson') },
    ]);
  });

  it('have a usage plan of the stage with a limit for each client', () => {
    withKeys.hasResourceProperties('AWS::ApiGateway::UsagePlan', {
      Throttle: { RateLimit: 10, BurstLimit: 20 },
      ApiStages: [{ ApiId: Match.anyValue(), Stage: Match.anyValue() }],
    });
    const names = Object.values(withKeys.findResources('AWS::ApiGateway::ApiKey')).map(
      ({ Properties }) => Properties.Name,
    );
    expect(names).toEqual(['orderboard-dev-shop-kiosk', 'orderboard-dev-shop-website']);
    withKeys.resourceCountIs('AWS::ApiGateway::UsagePlanKey', 2);
  });
});

it.each(['dev', 'prod'])(
  'asks for a signature of IAM for the calls of the staff in stage %s, and for no other call',
  (stage) => {
    const methods = Object.values(templatesOf(stage).service.findResources('AWS::ApiGateway::Method'));
    const signed = methods.filter(({ Properties }) => Properties.AuthorizationType !== 'NONE');
    expect(
      signed.map(({ Properties }) => [
        Properties.HttpMethod,
        Properties.AuthorizationType,
        /(Cashier|Counter|Importer)Function/.exec(JSON.stringify(Properties.Integration))?.[1],
      ]),
    ).toEqual([
      ['POST', 'AWS_IAM', 'Importer'],
      ['GET', 'AWS_IAM', 'Importer'],
    ]);
  },
);

it('asks the authorizer of the staff about collecting an order and about more calls of the staff, and about no other call', () => {
  const template = templateOf((stack) => {
    const aFunction = (id: string) => LambdaFunction.fromFunctionName(stack, id, id);
    new ShopApi(stack, 'ShopApi', {
      ...{ name: 'shop', cashier: aFunction('cashier'), counter: aFunction('counter') },
      ...{ limit: { rateLimit: 1, burstLimit: 1 }, callLimits: {} },
      moreRoutes: [
        { method: 'POST', path: '/reports', answeredBy: aFunction('reporter'), isStaffOnly: true },
        { method: 'GET', path: '/news', answeredBy: aFunction('crier'), isStaffOnly: false },
      ],
      staffAuthorizer: new TokenAuthorizer(stack, 'Staff', { handler: aFunction('staff') }),
      ...{ logRetention: RetentionDays.ONE_DAY, removalPolicy: RemovalPolicy.DESTROY },
    });
  });
  const idOf = (PathPart: string): string | undefined =>
    Object.keys(template.findResources('AWS::ApiGateway::Resource', { Properties: { PathPart } }))[0];
  const authorized = Object.values(template.findResources('AWS::ApiGateway::Method')).filter(
    ({ Properties }) => Properties.AuthorizationType !== 'NONE',
  );
  expect(authorized.map(({ Properties }) => [Properties.ResourceId, Properties.AuthorizationType])).toEqual([
    [{ Ref: idOf('collect') }, 'CUSTOM'],
    [{ Ref: idOf('reports') }, 'CUSTOM'],
  ]);
});

it('never logs request or response bodies', () => {
  for (const { DataTraceEnabled } of methodSettings()) expect(DataTraceEnabled).toBe(false);
});

it.each([
  'MISSING_AUTHENTICATION_TOKEN',
  'REQUEST_TOO_LARGE',
  'THROTTLED',
  'WAF_FILTERED',
  'INVALID_API_KEY',
  'UNAUTHORIZED',
  'ACCESS_DENIED',
  'INVALID_SIGNATURE',
  'EXPIRED_TOKEN',
  'DEFAULT_4XX',
  'DEFAULT_5XX',
])('answers an error of API Gateway with a problem document: %s', (ResponseType) => {
  const [refusal] = Object.values(
    service.findResources('AWS::ApiGateway::GatewayResponse', { Properties: { ResponseType } }),
  );
  const { ResponseParameters, ResponseTemplates } = refusal?.Properties ?? {};
  expect(ResponseParameters).toMatchObject({
    'gatewayresponse.header.Content-Type': "'application/problem+json'",
  });
  expect(JSON.parse(ResponseTemplates['application/json'])).toMatchObject({
    type: expect.stringMatching(/^urn:orderboard:problem:/),
    title: expect.any(String),
    detail: expect.stringContaining('got'),
  });
});

it('says after how many seconds to call again, in each answer that can pass', () => {
  const responses = Object.values(service.findResources('AWS::ApiGateway::GatewayResponse'));
  const retryable = responses.filter(
    ({ Properties }) => Properties.ResponseParameters['gatewayresponse.header.Retry-After'] !== undefined,
  );
  expect(retryable.map(({ Properties }) => Properties.ResponseType).toSorted()).toEqual([
    ...['DEFAULT_5XX', 'THROTTLED', 'WAF_FILTERED'],
  ]);
});
