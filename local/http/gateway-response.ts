import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GatewayResponse } from '../template/api-gateway.ts';
import { requestUrl } from './routes.ts';

const errors = {
  MISSING_AUTHENTICATION_TOKEN: { status: 403, fallback: 'DEFAULT_4XX' }, // API Gateway's answer to an unknown route
  REQUEST_TOO_LARGE: { status: 413, fallback: 'DEFAULT_4XX' },
  BAD_REQUEST_BODY: { status: 400, fallback: 'DEFAULT_4XX' },
  THROTTLED: { status: 429, fallback: 'DEFAULT_4XX' },
  INTEGRATION_FAILURE: { status: 502, fallback: 'DEFAULT_5XX' },
};

/** A type of gateway response: an error that API Gateway answers itself. */
export type GatewayError = keyof typeof errors;

/**
 * Sends the template's response to this type of error, else its default.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export const sendGatewayResponse = (
  templates: readonly GatewayResponse[],
  error: GatewayError,
  request: IncomingMessage,
  response: ServerResponse,
): void => {
  const { status, fallback } = errors[error];
  const template =
    templates.find(({ ResponseType }) => ResponseType === error) ??
    templates.find(({ ResponseType }) => ResponseType === fallback);
  const body = template?.ResponseTemplates['application/json'] ?? '{"message":"refused"}';
  response.writeHead(template?.StatusCode ?? status, template ? headerFields(template) : {});
  response.end(replaceVariables(body, request));
};

const headerFields = ({ ResponseParameters }: GatewayResponse): Record<string, string> =>
  Object.fromEntries(
    Object.entries(ResponseParameters).map(([name, value]) => [
      name.replace('gatewayresponse.header.', ''),
      value.replace(/^'(.*)'$/, '$1'),
    ]),
  );

/** The values are functions, because `$'` and the like have a meaning in a replacement. */
const replaceVariables = (body: string, request: IncomingMessage): string => {
  const { method = 'GET' } = request;
  const { pathname } = requestUrl(request);
  return body.replaceAll('$context.httpMethod', () => method).replaceAll('$context.path', () => pathname);
};
