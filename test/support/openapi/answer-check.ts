import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { ApiDescription } from '../../../lambda/openapi/document.ts';
import { type DescribedAnswer, describedCalls } from './operations.ts';

/** An answer of the API, and the call that it answers. Names of headers are in lower case; the path has no stage. */
export type SeenAnswer = {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
};

/** A described answer that was seen: its call, and its status in the description. */
export type Sighting = { readonly call: string; readonly status: string };

/**
 * Creates a check of answers against the description. It takes bodies for closed: a field without a description is a fault, although
 * clients ignore it.
 *
 * @returns what was seen; nothing for a call that the API does not have
 * @throws Error that names the difference
 */
export const createAnswerCheck = (description: ApiDescription) => {
  const calls = describedCalls(description);
  const ajv = formats.default(new Ajv2020({ strict: false, allErrors: true, validateSchema: false }));
  ajv.addSchema(closed(description), 'api');
  const bodyFaults = bodyCheck(ajv);
  const ours = new Set(
    calls.flatMap(({ answers }) => [...answers.values()].flatMap(({ headers }) => Object.keys(headers))),
  );

  return (answer: SeenAnswer): Sighting | undefined => {
    const path = resolvedPath(answer.path);
    const found = calls.find((known) => known.method === answer.method && known.path.test(path));
    if (!found) {
      refuse(answer, unknownFaults(answer, bodyFaults));
      return undefined;
    }
    const status = [String(answer.status), `${Math.floor(answer.status / 100)}XX`].find((key) =>
      found.answers.has(key),
    );
    const described = found.answers.get(status ?? '');
    if (status === undefined || !described)
      throw fault(answer, `the status should be one of ${[...found.answers.keys()].join(', ')}`);
    refuse(answer, [...headerFaults(answer, described, ours), ...bodyFaults(answer, described)]);
    return { call: found.call, status };
  };
};

/** A path without a query, without dot segments and without repeated slashes, as API Gateway looks for its route. */
const resolvedPath = (path: string): string =>
  (URL.parse(`http://shop${path}`)?.pathname ?? path).replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');

type BodyFaults = (answer: SeenAnswer, described: DescribedAnswer) => readonly string[];

const bodyCheck =
  (ajv: Ajv2020): BodyFaults =>
  (answer, { pointer, types }) => {
    const type = (answer.headers['content-type'] ?? '').replace(/;.*/, '').trim();
    if (types.length === 0) return answer.body === '' ? [] : ['the body should be empty'];
    if (!types.includes(type)) return [`Content-Type should be ${types.join(' or ')}, got '${type}'`];
    const validate = ajv.getSchema(`api${pointer}/content/${type.replaceAll('/', '~1')}/schema`);
    if (!validate) return [`${pointer} should have a schema, got none`];
    if (validate(type.endsWith('json') ? JSON.parse(answer.body) : answer.body)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `the body at '${instancePath}' ${message} ${JSON.stringify(params)}`,
    );
  };

/** Every described header that is missing or has another form, and every header of ours that this answer should not have. */
const headerFaults = ({ headers }: SeenAnswer, described: DescribedAnswer, ours: ReadonlySet<string>): string[] =>
  [...ours].flatMap((name) => {
    const value = headers[name.toLowerCase()];
    const header = described.headers[name];
    if (value === undefined) return header?.required ? [`${name} should be there, got none`] : [];
    if (!header) return [`${name} should not be there, got '${value}'`];
    const { pattern = '' }: { readonly pattern?: string } = header.schema;
    return new RegExp(pattern, 'u').test(value) ? [] : [`${name} should match ${pattern}, got '${value}'`];
  });

/** API Gateway refuses a call that the API does not have. */
const unknownFaults = (answer: SeenAnswer, bodyFaults: BodyFaults): readonly string[] => {
  if (answer.status < 400 || answer.status >= 500) return ['a call without a description should be answered 4xx'];
  if (answer.method === 'HEAD') return [];
  return bodyFaults(answer, { pointer: '#/x-unknown-call', headers: {}, types: ['application/problem+json'] });
};

const refuse = (answer: SeenAnswer, faults: readonly string[]): void => {
  if (faults.length > 0) throw fault(answer, faults.join('; '));
};

const fault = ({ method, path, status, body }: SeenAnswer, detail: string): Error =>
  new Error(`the answer ${status} to ${method} ${path} should be as described: ${detail}\n${body.slice(0, 2000)}`);

/** The description with closed objects. A call without a description can have any problem. */
const closed = (description: ApiDescription): object => {
  const problem = { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } };
  const all = { ...description, 'x-unknown-call': problem };
  return JSON.parse(JSON.stringify(all), (_name, value: unknown) =>
    isOpenObject(value) ? { ...value, additionalProperties: false } : value,
  );
};

const isOpenObject = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  Reflect.get(value, 'type') === 'object' &&
  Reflect.has(value, 'properties') &&
  !Reflect.has(value, 'additionalProperties');
