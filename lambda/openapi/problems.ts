import type { ProblemCode } from '../api/answers.ts';
import type { Header } from './headers.ts';
import { refTo } from './schemas.ts';

/** The meaning of each code. */
const meanings: Readonly<Record<ProblemCode, string>> = {
  'bad-request': 'API Gateway refuses the request.',
  'content-encoding': '`Content-Encoding` is another than identity.',
  'content-type': '`Content-Type` is another than `application/json`, or names another charset than UTF-8.',
  denied: 'The credentials do not permit the call, or the signature is not valid.',
  'fault-of-the-shop': 'The shop has a fault that only an operator can correct: a retry does not help.',
  'invalid-import': 'The request of an import breaks a rule. `errors` has every fault with its JSON pointer.',
  'invalid-order': 'The order breaks a rule. `errors` has every fault with its JSON pointer.',
  'key-reused': 'The `Idempotency-Key` belongs to an order with another body.',
  malformed: 'The request cannot be read. The body should be JSON in UTF-8.',
  'malformed-key': 'The `Idempotency-Key` is no UUID of version 4 or 7.',
  'no-api-key': 'The stage asks for the API key of a client, and the request has none that is valid.',
  'no-credentials': 'The stage asks for credentials of the staff, and the request has none.',
  'no-page': 'The shop was deployed without the page.',
  'no-such-import': 'No import has this id, or its report has no such page.',
  'no-such-order':
    'No order with this id is on record. An order that was just accepted may not be recorded yet: retry if there is a `Retry-After`.',
  'no-such-route':
    'The API has no such path or method, or the call needs a signature with AWS credentials and has none.',
  'order-too-long': 'The order fits into no message: send fewer lines, or shorter texts.',
  'too-large': 'The body is too large.',
  'too-many-requests': 'The requests exceed the limit of the API or of an address: retry later.',
  'unacceptable-characters': 'The order has characters that SQS refuses.',
  unavailable: 'A service that the call needs does not answer: retry.',
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
