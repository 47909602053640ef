import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { account } from '../template/return-values.ts';

export type ProxyEventOptions = {
  readonly url: URL;
  /** The path of the route, such as `/items/{id}`. */
  readonly resource: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

/**
 * The event of a Lambda proxy integration.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export const createProxyEvent = (request: IncomingMessage, options: ProxyEventOptions): APIGatewayProxyEvent => {
  const { url, resource, pathParameters, body } = options;
  const common = { httpMethod: request.method ?? 'GET', path: url.pathname };
  return {
    ...common,
    ...headerFields(request),
    ...queryFields(url),
    resource,
    pathParameters: Object.keys(pathParameters).length > 0 ? pathParameters : null,
    stageVariables: null,
    body: body.length > 0 ? body.toString('utf8') : null,
    isBase64Encoded: false,
    requestContext: {
      ...common,
      accountId: account,
      apiId: 'local',
      authorizer: null,
      protocol: 'HTTP/1.1',
      identity: { ...NO_IDENTITY, ...callerFields(request) },
      requestId: randomUUID(),
      requestTimeEpoch: Date.now(),
      resourceId: resource,
      resourcePath: resource,
      stage: 'local',
    },
  };
};

const NO_IDENTITY = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
};

const callerFields = ({ socket, headers }: IncomingMessage) => ({
  sourceIp: socket.remoteAddress ?? '127.0.0.1',
  userAgent: headers['user-agent'] ?? null,
});

const headerFields = ({ headersDistinct }: IncomingMessage) => {
  const multiValueHeaders: Record<string, string[]> = {};
  for (const [name, values] of Object.entries(headersDistinct)) if (values) multiValueHeaders[name] = values;
  const headers = Object.fromEntries(Object.entries(multiValueHeaders).map(([name, values]) => [name, values.at(-1)]));
  return { headers, multiValueHeaders };
};

const queryFields = ({ searchParams }: URL) => {
  if (searchParams.size === 0) return { queryStringParameters: null, multiValueQueryStringParameters: null };
  const multiValueQueryStringParameters = Object.fromEntries(
    [...searchParams.keys()].map((name) => [name, searchParams.getAll(name)]),
  );
  return { queryStringParameters: Object.fromEntries(searchParams), multiValueQueryStringParameters };
};
