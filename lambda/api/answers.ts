import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Fault } from '../parsing/schema.ts';
import type { ProblemAnswer } from './problem-answer.ts';

type ResponseHeaders = Readonly<Record<string, string>>;

const SAFE: ResponseHeaders = { 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' };

/** A JSON answer. */
export const json = (statusCode: number, body: unknown, headers: ResponseHeaders = {}): APIGatewayProxyResult => ({
  statusCode,
  headers: { 'Content-Type': 'application/json', ...SAFE, ...headers },
  body: JSON.stringify(body),
});

/** The answer to a client whose copy is current. */
export const notModified = (etag: string, headers: ResponseHeaders = {}): APIGatewayProxyResult => ({
  statusCode: 304,
  headers: { ...SAFE, ...headers, ETag: etag },
  body: '',
});

/** The answer to a client that should call another path, for good. */
export const movedTo = (Location: string): APIGatewayProxyResult => ({
  statusCode: 308,
  headers: { ...SAFE, Location },
  body: '',
});

/** The codes of all problems: those of the functions, and those of API Gateway (`lib/constructs/problem-responses.ts`). */
export type ProblemCode =
  | 'bad-request'
  | 'content-encoding'
  | 'content-type'
  | 'denied'
  | 'fault-of-the-shop'
  | 'invalid-import'
  | 'invalid-order'
  | 'key-reused'
  | 'malformed'
  | 'malformed-key'
  | 'no-api-key'
  | 'no-credentials'
  | 'no-page'
  | 'no-such-import'
  | 'no-such-order'
  | 'no-such-route'
  | 'order-too-long'
  | 'too-large'
  | 'too-many-requests'
  | 'unacceptable-characters'
  | 'unavailable'
  | 'wrong-status';

/** A problem document (RFC 9457). `detail` gives the expected and the received value; `errors` has a pointer for each fault, `missing` the names of parts that could not be read. */
export type Problem = {
  readonly status: number;
  readonly code: ProblemCode;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly Fault[];
  readonly missing?: readonly string[];
};

/** A refusal as `application/problem+json`. */
export const problem = ({ status, code, ...rest }: Problem, headers: ResponseHeaders = {}): APIGatewayProxyResult => ({
  statusCode: status,
  headers: { 'Content-Type': 'application/problem+json', ...SAFE, ...headers },
  body: JSON.stringify({ type: `urn:orderboard:problem:${code}`, status, ...rest } satisfies ProblemAnswer),
});

/** The seconds after which a client may retry. */
export const RETRY_AFTER_SECONDS = 5;

/** The answer while a service that the call needs is unavailable. */
export const unavailable = (detail: string, more: Pick<Problem, 'missing'> = {}): APIGatewayProxyResult =>
  problem(
    { status: 503, code: 'unavailable', title: 'Service unavailable', detail, ...more },
    { 'Retry-After': String(RETRY_AFTER_SECONDS) },
  );

/** The entity tag of an order: its version changes with every transition. */
export const etagOf = ({ version }: { readonly version: number }): string => `"${version}"`;

/** The entity tag of an order that is answered without its lines. It never matches, so a client that asks again gets them. */
export const etagWithoutLines = ({ version }: { readonly version: number }): string => `"${version}-without-lines"`;

/** Whether an `If-None-Match` header names this entity tag. @see https://www.rfc-editor.org/rfc/rfc9110#name-if-none-match */
export const matchesEtag = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch?.split(',').some((tag) => ['*', etag, `W/${etag}`].includes(tag.trim())) ?? false;
