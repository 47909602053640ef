import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Fault } from '../parsing/schema.ts';

type Headers = Readonly<Record<string, string>>;

const SAFE: Headers = { 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' };

/** A JSON answer. */
export const json = (statusCode: number, body: unknown, headers: Headers = {}): APIGatewayProxyResult => ({
  statusCode,
  headers: { 'Content-Type': 'application/json', ...SAFE, ...headers },
  body: JSON.stringify(body),
});

/** The answer to somebody who has it already. */
export const notModified = (etag: string): APIGatewayProxyResult => ({
  statusCode: 304,
  headers: { ...SAFE, ETag: etag },
  body: '',
});

/** A refusal as RFC 9457 has it. `detail` says what was expected and what came; `errors` has a pointer for each fault. */
export type Problem = {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly Fault[];
};

/** Answers a refusal as `application/problem+json`. */
export const problem = ({ status, code, ...rest }: Problem, headers: Headers = {}): APIGatewayProxyResult => ({
  statusCode: status,
  headers: { 'Content-Type': 'application/problem+json', ...SAFE, ...headers },
  body: JSON.stringify({ type: `urn:orderboard:problem:${code}`, status, ...rest }),
});

/** The answer when a service that a call needs does not. */
export const unavailable = (detail: string): APIGatewayProxyResult =>
  problem({ status: 503, code: 'unavailable', title: 'Not available just now', detail }, { 'Retry-After': '5' });
