import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { type ProblemCode, RETRY_AFTER_SECONDS } from '../../lambda/api/answers.ts';
import { MAX_BODY_BYTES } from '../../lambda/api/body.ts';

type Problem = {
  readonly id: string;
  readonly type: ResponseType;
  /** @default - the status that API Gateway answers with */
  readonly status?: number;
  readonly code: ProblemCode;
  readonly title: string;
  readonly detail: string;
};

const RETRYABLE: readonly (number | undefined)[] = [429, 503];

export interface ProblemResponsesProps {
  /** The routes that the API has, such as `POST /orders`. */
  readonly routes: readonly string[];
}

/** Makes each error of API Gateway a problem document (RFC 9457), like those of the functions. */
export const addProblemResponses = (api: RestApi, { routes }: ProblemResponsesProps): void => {
  for (const { id, type, status, code, ...text } of problems(routes)) {
    const body = { type: `urn:orderboard:problem:${code}`, ...(status ? { status } : {}), ...text };
    api.addGatewayResponse(id, {
      type,
      ...(status ? { statusCode: String(status) } : {}),
      responseHeaders: {
        'Content-Type': "'application/problem+json'",
        ...(RETRYABLE.includes(status) ? { 'Retry-After': `'${RETRY_AFTER_SECONDS}'` } : {}),
      },
      templates: { 'application/json': JSON.stringify(body) },
    });
  }
};

/** API Gateway replaces these variables with the method and the path of the call. */
const RECEIVED = '$context.httpMethod $context.path';

const problems = (routes: readonly string[]): readonly Problem[] => [
  {
    id: 'UnknownRoute',
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN, // a path or method that the API does not have, or a call that IAM should permit without a signature
    status: 404,
    code: 'no-such-route',
    title: 'No such path or method',
    detail: `expected one of ${routes.join(', ')}, got ${RECEIVED}: calls for staff need credentials`,
  },
  {
    id: 'TooLarge',
    type: ResponseType.REQUEST_TOO_LARGE,
    status: 413,
    code: 'too-large',
    title: 'Body too large',
    detail: `the body should be at most ${MAX_BODY_BYTES} bytes, got more than API Gateway accepts`,
  },
  {
    id: 'TooMany',
    type: ResponseType.THROTTLED,
    status: 429,
    code: 'too-many-requests',
    title: 'Too many requests',
    detail: 'expected fewer requests per second, got more than the limit of the API: try again',
  },
  {
    id: 'TooManyFromAddress',
    type: ResponseType.WAF_FILTERED, // the only rule of the web ACL is the rate of an address
    status: 429,
    code: 'too-many-requests',
    title: 'Too many requests',
    detail: 'expected fewer requests from one address, got more than its limit: try again in a minute',
  },
  {
    id: 'WithoutKey',
    type: ResponseType.INVALID_API_KEY,
    status: 403,
    code: 'no-api-key',
    title: 'No valid API key',
    detail: 'the header X-Api-Key should have the key of a client, got none that the shop knows',
  },
  {
    id: 'WithoutCredentials',
    type: ResponseType.UNAUTHORIZED,
    status: 401,
    code: 'no-credentials',
    title: 'No credentials',
    detail: `expected the credentials of the staff, got none for ${RECEIVED}`,
  },
  {
    id: 'Denied',
    type: ResponseType.ACCESS_DENIED,
    status: 403,
    code: 'denied',
    title: 'Not permitted',
    detail: `expected credentials that permit the call, got others for ${RECEIVED}`,
  },
  {
    id: 'BadSignature',
    type: ResponseType.INVALID_SIGNATURE,
    status: 403,
    code: 'denied',
    title: 'Not permitted',
    detail: `expected a valid signature (SigV4), got another for ${RECEIVED}: check the clock, the region and the credentials`,
  },
  {
    id: 'ExpiredToken',
    type: ResponseType.EXPIRED_TOKEN,
    status: 403,
    code: 'denied',
    title: 'Not permitted',
    detail: `expected current AWS credentials, got expired ones for ${RECEIVED}: get new ones`,
  },
  {
    id: 'Malformed',
    type: ResponseType.BAD_REQUEST_BODY,
    status: 400,
    code: 'malformed',
    title: 'Malformed request',
    detail: `expected a well-formed request, got ${RECEIVED}`,
  },
  {
    id: 'BadRequest',
    type: ResponseType.DEFAULT_4XX,
    code: 'bad-request',
    title: 'Bad request',
    detail: `expected a valid request, got ${RECEIVED}`,
  },
  {
    id: 'Unavailable',
    type: ResponseType.DEFAULT_5XX,
    status: 503,
    code: 'unavailable',
    title: 'Service unavailable',
    detail: 'expected an answer from the function, got an error or a timeout: try again',
  },
];
