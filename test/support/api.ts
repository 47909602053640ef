import type { APIGatewayProxyResult } from 'aws-lambda';
import type { ApiRequest } from '../../lambda/api/request.ts';

export type RequestVariation = Partial<Omit<ApiRequest, 'requestContext'>> & { readonly path?: string };

/** A request in the format of API Gateway's Lambda proxy integration. */
export const apiRequest = (varied: RequestVariation = {}): ApiRequest => {
  const { httpMethod = 'GET', resource = '/menu', path = resource, ...rest } = varied;
  return {
    httpMethod,
    resource,
    headers: {},
    body: null,
    isBase64Encoded: false,
    pathParameters: null,
    requestContext: { path },
    ...rest,
  };
};

/** `POST /orders` with this JSON in its body. */
export const postOrder = (body: unknown, varied: RequestVariation = {}): ApiRequest =>
  apiRequest({
    httpMethod: 'POST',
    resource: '/orders',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    ...varied,
  });

/** `GET /orders/{orderId}`. */
export const getOrder = (orderId: string): ApiRequest =>
  apiRequest({ resource: '/orders/{orderId}', path: `/orders/${orderId}`, pathParameters: { orderId } });

/** `POST /orders/{orderId}/collect`. */
export const collectOrder = (orderId: string): ApiRequest =>
  apiRequest({
    httpMethod: 'POST',
    resource: '/orders/{orderId}/collect',
    path: `/orders/${orderId}/collect`,
    pathParameters: { orderId },
  });

/** `DELETE /orders/{orderId}`. */
export const cancelOrder = (orderId: string): ApiRequest => ({ ...getOrder(orderId), httpMethod: 'DELETE' });

/** The JSON of an answer. */
export const bodyOf = ({ body }: APIGatewayProxyResult): unknown => JSON.parse(body);
