import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';

/** What API Gateway refuses by itself is a problem document too. */
export const addProblemResponses = (api: RestApi): void => {
  const gave = '$context.httpMethod $context.path';
  addProblemResponse(api, 'UnknownRoute', ResponseType.MISSING_AUTHENTICATION_TOKEN, '404', {
    code: 'no-such-route',
    title: 'No such path or method',
    detail: `expected POST /orders, GET or DELETE /orders/{orderId}, POST /orders/{orderId}/collect, GET /menu or GET /board.json, got ${gave}`,
  });
  addProblemResponse(api, 'TooLarge', ResponseType.REQUEST_TOO_LARGE, '413', {
    code: 'too-large',
    title: 'Body too large',
    detail: 'the body should be at most 1048576 bytes, got more than API Gateway takes',
  });
  addProblemResponse(api, 'TooMany', ResponseType.THROTTLED, '429', {
    code: 'too-many-requests',
    title: 'Too many requests',
    detail: `expected fewer requests a second, got more than the shop takes: try again`,
  });
  addProblemResponse(api, 'Malformed', ResponseType.BAD_REQUEST_BODY, '400', {
    code: 'malformed',
    title: 'Malformed request',
    detail: `expected a request that API Gateway can read, got ${gave}`,
  });
  addProblemResponse(api, 'BadRequest', ResponseType.DEFAULT_4XX, undefined, {
    code: 'bad-request',
    title: 'Bad request',
    detail: `expected a request that the shop understands, got ${gave}`,
  });
  addProblemResponse(api, 'Unavailable', ResponseType.DEFAULT_5XX, '503', {
    code: 'unavailable',
    title: 'Not available just now',
    detail: 'expected an answer, got none: try again',
  });
};

const addProblemResponse = (
  api: RestApi,
  id: string,
  type: ResponseType,
  status: string | undefined,
  { code, ...text }: { readonly code: string; readonly title: string; readonly detail: string },
): void => {
  const body = { type: `urn:orderboard:problem:${code}`, ...(status ? { status: Number(status) } : {}), ...text };
  api.addGatewayResponse(id, {
    type,
    ...(status ? { statusCode: status } : {}),
    responseHeaders: {
      'Content-Type': "'application/problem+json'",
      ...(status === '503' || status === '429' ? { 'Retry-After': "'5'" } : {}),
    },
    templates: { 'application/json': JSON.stringify(body) },
  });
};
