import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import type { LocalFunction } from '../functions/function.ts';
import type { GatewayResponse, Route } from '../template/api-gateway.ts';
import { type GatewayError, sendGatewayResponse } from './gateway-response.ts';
import { injectPanel } from './panel-injection.ts';
import { createProxyEvent } from './proxy-event.ts';
import { findRoute, requestUrl, splitPath } from './routes.ts';
import { createThrottle } from './throttle.ts';

export type RestApiOptions = {
  readonly routes: readonly Route[];
  readonly gatewayResponses: readonly GatewayResponse[];
  readonly functions: readonly LocalFunction[];
};

/** API Gateway's limit for a request's body. */
const MAX_BYTES = 10 * 1024 * 1024;

const resultSchema = v.object({
  statusCode: v.number(),
  headers: v.optional(
    v.record(v.string(), v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String))),
    {},
  ),
  body: v.optional(v.string(), ''),
  isBase64Encoded: v.optional(v.boolean(), false),
});

/** Creates the REST API of the template: its routes, proxy integrations and gateway responses. */
export const createRestApi = ({ routes, gatewayResponses, functions }: RestApiOptions) => {
  const admit = createThrottle();
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refuse = (error: GatewayError): void => sendGatewayResponse(gatewayResponses, error, request, response);
    const url = requestUrl(request);
    const body = await readBody(request);
    if (!body) return refuse('REQUEST_TOO_LARGE');
    const segments = splitPath(url.pathname);
    if (!segments) return refuse('BAD_REQUEST_BODY');
    const match = findRoute(routes, request.method ?? 'GET', segments);
    const integration = functions.find(({ resource }) => resource.arn === match?.route.functionArn);
    if (!match || !integration) return refuse('MISSING_AUTHENTICATION_TOKEN');
    const { route, pathParameters } = match;
    if (!admit(route, response)) return refuse('THROTTLED');
    const event = createProxyEvent(request, { url, resource: route.resource, pathParameters, body });
    const invocation = await integration.invoke(event, () => !response.destroyed);
    if (response.destroyed) return; // the client went away
    const result = v.safeParse(resultSchema, invocation.kind === 'answered' ? invocation.value : undefined);
    if (!result.success) return refuse('INTEGRATION_FAILURE');
    const isPage = route.method === 'GET' && route.resource === '/';
    sendResult(isPage ? injectPanel(result.output) : result.output, response);
  };
};

/** Reads the whole body. Returns `undefined` when it exceeds API Gateway's limit. */
const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= MAX_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_BYTES ? undefined : Buffer.concat(chunks);
};

const sendResult = (result: v.InferOutput<typeof resultSchema>, response: ServerResponse): void => {
  const { statusCode, headers, body, isBase64Encoded } = result;
  response.writeHead(statusCode, headers).end(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'));
};
