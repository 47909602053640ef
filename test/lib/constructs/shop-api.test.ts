import { Match } from 'aws-cdk-lib/assertions';
import { templatesOf } from '../../support/synth.ts';

const { service } = templatesOf('dev');

/** `POST /orders -> Cashier`, for each method in the template. */
const routes = (): string[] => {
  const resources = service.findResources('AWS::ApiGateway::Resource');
  const pathOf = (id: string): string => {
    const { PathPart, ParentId } = resources[id]?.Properties ?? {};
    return PathPart === undefined ? '' : `${pathOf(ParentId.Ref ?? '')}/${PathPart}`;
  };
  return Object.values(service.findResources('AWS::ApiGateway::Method')).map(({ Properties }) => {
    const name = /(Cashier|Counter|Barista)Function/.exec(JSON.stringify(Properties.Integration))?.[1];
    return `${Properties.HttpMethod} ${pathOf(Properties.ResourceId.Ref ?? '')} -> ${name}`;
  });
};

it('integrates each route with its function', () => {
  expect(routes().toSorted()).toEqual([
    'DELETE /orders/{orderId} -> Counter',
    'GET /board.json -> Counter',
    'GET /menu -> Counter',
    'GET /orders/{orderId} -> Counter',
    'POST /orders -> Cashier',
    'POST /orders/{orderId}/collect -> Counter',
  ]);
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

it('throttles requests at the limits of its stage', () => {
  service.hasResourceProperties('AWS::ApiGateway::Stage', {
    MethodSettings: Match.arrayWith([Match.objectLike({ ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 })]),
  });
});

it('never logs request or response bodies', () => {
  const [stage] = Object.values(service.findResources('AWS::ApiGateway::Stage'));
  expect(JSON.stringify(stage?.Properties.MethodSettings)).toContain('"DataTraceEnabled":false');
});

it.each(['MISSING_AUTHENTICATION_TOKEN', 'REQUEST_TOO_LARGE', 'THROTTLED', 'DEFAULT_4XX', 'DEFAULT_5XX'])(
  'answers an error of API Gateway with a problem document: %s',
  (ResponseType) => {
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
  },
);
