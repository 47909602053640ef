import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

export type RequestVariation = Partial<
  Pick<
    APIGatewayProxyEvent,
    'httpMethod' | 'resource' | 'path' | 'headers' | 'body' | 'isBase64Encoded' | 'pathParameters'
  >
>;

const identity: APIGatewayProxyEvent['requestContext']['identity'] = {
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
  sourceIp: '192.0.2.1',
  user: null,
  userAgent: null,
  userArn: null,
};

/** A request as API Gateway's Lambda proxy hands it over. */
export const apiRequest = (varied: RequestVariation = {}): APIGatewayProxyEvent => {
  const { httpMethod = 'GET', resource = '/menu', path = resource } = varied;
  return {
    httpMethod,
    resource,
    path,
    headers: {},
    multiValueHeaders: {},
    body: null,
    isBase64Encoded: false,
    pathParameters: null,
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    stageVariables: null,
    requestContext: {
      accountId: '123456789012',
      apiId: 'shop',
      authorizer: {},
      protocol: 'HTTP/1.1',
      httpMethod,
      identity,
      path,
      requestId: 'request-1',
      requestTimeEpoch: 1_795_251_600_000,
      resourceId: 'resource-1',
      resourcePath: resource,
      stage: 'shop',
    },
    ...varied,
  };
};

/** `POST /orders` with this JSON in its body. */
export const postOrder = (body: unknown, varied: RequestVariation = {}): APIGatewayProxyEvent =>
  apiRequest({
    httpMethod: 'POST',
    resource: '/orders',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    ...varied,
  });

/** `GET /orders/{orderId}`. */
export const getOrder = (orderId: string): APIGatewayProxyEvent =>
  apiRequest({ resource: '/orders/{orderId}', path: `/orders/${orderId}`, pathParameters: { orderId } });

/** The JSON of an answer. */
export const bodyOf = ({ body }: APIGatewayProxyResult): unknown => JSON.parse(body);
