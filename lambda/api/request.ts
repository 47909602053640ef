import type { APIGatewayProxyEvent } from 'aws-lambda';

/** The part of API Gateway's proxy event that the functions read. */
export type ApiRequest = Pick<
  APIGatewayProxyEvent,
  'httpMethod' | 'resource' | 'pathParameters' | 'headers' | 'body' | 'isBase64Encoded'
> & {
  /** The path that the customer called, with the stage or base path. */
  readonly requestContext: Pick<APIGatewayProxyEvent['requestContext'], 'path'>;
};

/** The value of a request header. Header names are case-insensitive. API Gateway passes null if there are no headers. */
export const headerOf = ({ headers }: Pick<ApiRequest, 'headers'>, name: string): string | undefined =>
  Object.entries(headers ?? {}).find(([given]) => given.toLowerCase() === name)?.[1];
