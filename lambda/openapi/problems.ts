import type { ProblemCode } from '../api/answers.ts';
import type { Header } from './headers.ts';
import { refTo } from './schemas.ts';

/** The meaning of each code. */
const meanings: Readonly<Record<ProblemCode, string>> = {
  'bad-request': 'API Gateway refuses the request.',
  'content-encoding': '`Content-Encoding` is not `identity`.',
  'content-type': '`Content-Type` is not `application/json`, or its charset is not UTF-8.',
  denied: 'The credentials do not permit the call, or the signature is not valid.',
  'fault-of-the-shop': 'The shop has a fault that only an operator can correct. A retry cannot succeed.',
  'invalid-import': 'The request for an import is invalid. `errors` lists every fault with its JSON pointer.',
  'invalid-order': 'The order is invalid. `errors` lists every fault with its JSON pointer.',
  'key-reused': 'The `Idempotency-Key` belongs to an order with another body.',
  malformed: 'The request cannot be read. The body should be JSON in UTF-8.',
  'malformed-key': 'The `Idempotency-Key` is not a UUID of version 4 or 7.',
  'no-api-key': 'The stage requires an API key, and the request has no valid one.',
  'no-credentials': 'The stage requires credentials of staff, and the request has none.',
  'no-page': 'The shop was deployed without the page.',
  'no-such-import': 'No import has this id, or its report has no such page.',
  'no-such-order':
    'There is no record of an order with this id. An order that was just accepted may not be recorded yet: retry if the answer has `Retry-After`.',
  'no-such-route':
    'The API has no such path or method, or the call needs a signature with AWS credentials and has none.',
  'order-too-long': 'The order is too long for a message: send fewer lines, or shorter texts.',
  'too-large': 'The body is too large.',
  'too-many-requests': 'The requests exceed the rate limit of the API or of an IP address: retry later.',
  'unacceptable-characters': 'The order has characters that SQS refuses.',
  unavailable: 'A service that the call needs does not respond: retry.',
  'wrong-status': 'The status of the order does not permit the call.',
};

type Headers = Readonly<Record<string, Header>>;

/** An answer with one of these problems. */
export const problemAnswer = (codes: readonly ProblemCode[], { headers = {}, example }: ProblemOptions = {}) => ({
  description: codes.map((code) => `- \`${code}\`: ${meanings[code]}`).join('\n'),
  headers,
  content: {
    'application/problem+json': {
      schema: { ...refTo('Problem'), properties: { type: { enum: codes.map(typeOf) } } },
      ...(example && { example }),
    },
  },
});
type ProblemOptions = { readonly headers?: Headers; readonly example?: object };

const typeOf = (code: ProblemCode): string => `urn:orderboard:problem:${code}`;
