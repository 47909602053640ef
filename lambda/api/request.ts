import type { APIGatewayProxyEvent } from 'aws-lambda';

/** What the API's functions read of the request that API Gateway hands over. */
export type ApiRequest = Pick<
  APIGatewayProxyEvent,
  'httpMethod' | 'resource' | 'pathParameters' | 'headers' | 'body' | 'isBase64Encoded'
> & {
  /** The path as the customer sees it, the stage or base path included. */
  readonly requestContext: Pick<APIGatewayProxyEvent['requestContext'], 'path'>;
};
