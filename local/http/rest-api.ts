import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as v from 'valibot';
import type { LocalFunction } from '../functions/function.ts';
import type { GatewayResponse, Route } from '../template/api-gateway.ts';
import { account } from '../template/return-values.ts';

/** Plays the REST API that the template declares: its routes, its proxy integrations, its gateway responses. */
export type RestApi = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export type RestApiOptions = {
  readonly routes: readonly Route[];
  readonly gatewayResponses: readonly GatewayResponse[];
  readonly functions: readonly LocalFunction[];
};

/** API Gateway's most for a request's body. */
const MOST_BYTES = 10 * 1024 * 1024;

const proxyResultSchema = v.object({
  statusCode: v.number(),
  headers: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])), {}),
  body: v.optional(v.string(), ''),
  isBase64Encoded: v.optional(v.boolean(), false),
});

type Refusal = { readonly type: string; readonly fallback: 'DEFAULT_4XX' | 'DEFAULT_5XX'; readonly status: number };
const UNKNOWN_ROUTE: Refusal = { type: 'MISSING_AUTHENTICATION_TOKEN', fallback: 'DEFAULT_4XX', status: 403 };
const TOO_LARGE: Refusal = { type: 'REQUEST_TOO_LARGE', fallback: 'DEFAULT_4XX', status: 413 };
const BAD_REQUEST: Refusal = { type: 'BAD_REQUEST_BODY', fallback: 'DEFAULT_4XX', status: 400 };
const INTEGRATION_FAILURE: Refusal = { type: 'INTEGRATION_FAILURE', fallback: 'DEFAULT_5XX', status: 502 };

type Match = { readonly route: Route; readonly parameters: Record<string, string> };

const decoded = (segment: string): string | undefined => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
};

const matchRoute = (route: Route, method: string, path: string): Match | undefined => {
  const wanted = route.resource.split('/');
  const given = path.split('/');
  if (route.method !== method || wanted.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [n, part] of wanted.entries()) {
    const segment = decoded(given[n] ?? '') ?? '';
    if (part.startsWith('{') && segment !== '') parameters[part.slice(1, -1)] = segment;
    else if (part !== segment) return undefined;
  }
  return { route, parameters };
};

/** The whole body, or nothing when it is longer than API Gateway takes. */
const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= MOST_BYTES) chunks.push(chunk);
  }
  return bytes > MOST_BYTES ? undefined : Buffer.concat(chunks);
};

const headersOf = ({ headersDistinct }: IncomingMessage) => {
  const multiValueHeaders: Record<string, string[]> = {};
  for (const [name, values] of Object.entries(headersDistinct)) if (values) multiValueHeaders[name] = values;
  const headers = Object.fromEntries(Object.entries(multiValueHeaders).map(([name, values]) => [name, values.at(-1)]));
  return { headers, multiValueHeaders };
};

const queryOf = ({ searchParams }: URL) => {
  if (searchParams.size === 0) return { queryStringParameters: null, multiValueQueryStringParameters: null };
  const multiValueQueryStringParameters = Object.fromEntries(
    [...searchParams.keys()].map((name) => [name, searchParams.getAll(name)]),
  );
  return { queryStringParameters: Object.fromEntries(searchParams), multiValueQueryStringParameters };
};

const proxyEvent = (
  request: IncomingMessage,
  url: URL,
  { route, parameters }: Match,
  body: Buffer,
): APIGatewayProxyEvent => {
  const httpMethod = request.method ?? 'GET';
  const common = { httpMethod, path: url.pathname };
  return {
    ...common,
    ...headersOf(request),
    ...queryOf(url),
    resource: route.resource,
    pathParameters: Object.keys(parameters).length > 0 ? parameters : null,
    stageVariables: null,
    body: body.length > 0 ? body.toString('utf8') : null,
    isBase64Encoded: false,
    requestContext: {
      ...common,
      accountId: account,
      apiId: 'local',
      authorizer: null,
      protocol: 'HTTP/1.1',
      identity: {
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
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        user: null,
        userAgent: request.headers['user-agent'] ?? null,
        userArn: null,
      },
      requestId: randomUUID(),
      requestTimeEpoch: Date.now(),
      resourceId: route.resource,
      resourcePath: route.resource,
      stage: 'local',
    },
  };
};

export const createRestApi = ({ routes, gatewayResponses, functions }: RestApiOptions): RestApi => {
  const refuse = (response: ServerResponse, refusal: Refusal, method: string, path: string): void => {
    const declared = [refusal.type, refusal.fallback].flatMap((type) =>
      gatewayResponses.filter(({ ResponseType }) => ResponseType === type),
    )[0];
    const headers = Object.entries(declared?.ResponseParameters ?? {}).map(
      ([name, value]) => [name.replace('gatewayresponse.header.', ''), value.replace(/^'(.*)'$/, '$1')] as const,
    );
    const template = declared?.ResponseTemplates['application/json'] ?? '{"message":"refused"}';
    const text = template.replaceAll('$context.httpMethod', method).replaceAll('$context.path', path);
    response.writeHead(declared?.StatusCode ?? refusal.status, Object.fromEntries(headers)).end(text);
  };

  return async (request, response) => {
    const method = request.method ?? 'GET';
    const url = new URL(`http://local${request.url ?? '/'}`);
    const body = await readBody(request);
    const no = (refusal: Refusal): void => refuse(response, refusal, method, url.pathname);
    if (!body) return no(TOO_LARGE);
    if (url.pathname.split('/').some((segment) => decoded(segment) === undefined)) return no(BAD_REQUEST);
    const match = routes.map((route) => matchRoute(route, method, url.pathname)).find((found) => found);
    const target = functions.find(({ resource }) => resource.arn === match?.route.functionArn);
    if (!match || !target) return no(UNKNOWN_ROUTE);
    const invocation = await target.invoke(proxyEvent(request, url, match, body));
    const result = v.safeParse(proxyResultSchema, invocation.kind === 'answered' ? invocation.value : undefined);
    if (!result.success) return no(INTEGRATION_FAILURE);
    const { statusCode, headers, isBase64Encoded } = result.output;
    const answer = Buffer.from(result.output.body, isBase64Encoded ? 'base64' : 'utf8');
    response.writeHead(statusCode, Object.fromEntries(Object.entries(headers).map(([n, value]) => [n, String(value)])));
    response.end(answer);
  };
};
