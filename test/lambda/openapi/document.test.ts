import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { idempotencyKeyOf } from '../../../lambda/api/request.ts';
import { describeApi } from '../../../lambda/openapi/document.ts';
import { parameters } from '../../../lambda/openapi/headers.ts';
import { allPaths } from '../../../lambda/openapi/operations.ts';
import { type Part, parts } from '../../../lambda/openapi/parts.ts';
import { parseRequest } from '../../../lambda/order/request.ts';
import { samples } from '../../../lambda/product/index.ts';
import { holdsFor } from '../../properties/property.ts';
import { anyGoodRequest, anySampleLine } from '../../properties/requests.ts';
import { describedCalls } from '../../support/openapi/operations.ts';
import { anOrder } from '../../support/orders.ts';

const NOW = Date.parse('2026-11-21T09:00:00.000Z');
const description = describeApi({ version: '1.0.0' });

const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(description, 'api');
const isDescribed = (request: unknown): boolean =>
  ajv.validate({ $ref: 'api#/components/schemas/OrderRequest' }, request);

it('matches OpenAPI 3.1 and every recommended rule', () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(__dirname, 'lint.ts')], { encoding: 'utf8' });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(stdout).toContain('matches OpenAPI 3.1');
});

it('permits every request that the shop accepts', async () => {
  const requests = anyGoodRequest({ line: anySampleLine, mostLines: 20, now: NOW, mostMinutes: 600 });
  await holdsFor(requests, { few: 200, many: 5000 }, async ({ sent }) => {
    expect(parseRequest(sent, NOW).kind).toBe('valid');
    expect({ sent, isDescribed: isDescribed(sent) }).toEqual({ sent, isDescribed: true });
    return [];
  });
});

const shops: readonly { readonly without: readonly Part[] }[] = [
  { without: [] },
  ...parts.map((part) => ({ without: [part] })),
  { without: parts },
];
it.each(shops)('has the tags of its calls only, in a shop without $without', ({ without }) => {
  const { tags, paths } = describeApi({ version: '1.0.0', without });
  const used = Object.values(paths).flatMap((path) => Object.values(path).flatMap((call) => call.tags));
  expect(tags.map(({ name }) => name).toSorted()).toEqual([...new Set(used)].toSorted());
});

const later = { pickupAt: '2026-11-21T11:00:00Z' };

it.each([
  ['an unknown field', { ...anOrder(), total: 1 }],
  ['no lines', { ...anOrder(), lines: [] }],
  ['no customer', { lines: [samples.line] }],
  ['an address without a domain', { ...anOrder(), customer: { name: 'Ada', email: 'ada' } }],
  ['an address with an empty label', { ...anOrder(), customer: { name: 'Ada', email: 'ada@example..org' } }],
  ['a long name', { ...anOrder(), customer: { name: 'a'.repeat(81), email: 'ada@example.org' } }],
  ['a tab that begins with a hyphen', { ...anOrder(), tab: '-7' }],
  ['a tab and a pick-up time', { ...anOrder(), ...later, tab: 'table-7' }],
])('refuses %s, as the shop does', (_what, request) => {
  expect(parseRequest(request, NOW).kind).toBe('invalid');
  expect(isDescribed(request)).toBe(false);
});

it('refuses lines that the product refuses, by its own schema', () => {
  // How many it refuses depends on the product: JSON Schema cannot express a rule about several fields.
  const refused = samples.bad.filter(({ line }) => !isDescribed({ ...anOrder(), lines: [line] }));
  expect(refused.length).toBeGreaterThan(0);
});

it('shows the samples of the product as examples', () => {
  const ordering = allPaths([])['/orders'].post.requestBody.content['application/json'];
  expect(ordering.examples).toMatchObject({
    order: { value: samples.request },
    tab: { value: { lines: [samples.fullLine] } },
  });
});

it('asks for a signature on the calls of imports, and on no other', () => {
  const signed = describedCalls(description).flatMap(({ call }) => (isSigned(call) ? [call] : []));
  expect(signed.toSorted()).toEqual(['GET /imports/{importId}', 'POST /imports']);
});

const operationOf = (call: string): unknown => {
  const [method = '', path = ''] = call.split(' ');
  return Reflect.get(Object(Reflect.get(description.paths, path)), method.toLowerCase());
};
const isSigned = (call: string): boolean =>
  JSON.stringify(Object(operationOf(call)).security ?? []).includes('awsSignature');

it('names every parameter of the calls', () => {
  const named = describedCalls(description).flatMap(({ call }) => {
    const parameters: readonly { readonly name: string }[] = Object(operationOf(call)).parameters ?? [];
    return parameters.map(({ name }) => `${call} ${name}`);
  });
  const expected = [
    ...['DELETE /orders/{orderId} orderId', 'GET / If-None-Match', 'GET /board.json If-None-Match'],
    ...['GET /docs If-None-Match', 'GET /imports/{importId} importId', 'GET /imports/{importId} page'],
    ...['GET /openapi.json If-None-Match', 'GET /orders/{orderId} If-None-Match', 'GET /orders/{orderId} orderId'],
    ...['POST /orders Idempotency-Key', 'POST /orders/{orderId}/collect orderId'],
  ];
  expect(named.toSorted()).toEqual(expected.toSorted());
});

it.each([
  ['board', ['GET /', 'GET /board.json']],
  ['imports', ['GET /imports/{importId}', 'POST /imports']],
] as const)('has no call of a part that the shop does without: %s', (part, absent) => {
  const callsWithout = describedCalls(describeApi({ version: '1.0.0', without: [part] })).map(({ call }) => call);
  const calls = describedCalls(description).map(({ call }) => call);
  expect(calls.filter((call) => !callsWithout.includes(call)).toSorted()).toEqual(absent);
});

it('permits further fields in the customer and the lines of an answer, and none in a request', () => {
  const { schemas } = description.components;
  expect(schemas.Customer).not.toHaveProperty('additionalProperties');
  expect(schemas.Line).not.toHaveProperty('additionalProperties');
  expect(schemas.OrderRequest).toMatchObject({ additionalProperties: false });
});

it.each([1, 2, 3, 4, 5, 6, 7, 8])('describes a key of version %d as the shop reads it', (version) => {
  const { pattern } = parameters.idempotencyKey.schema;
  for (const key of [`018f3f5e-7c1a-${version}b3e-9d2f-3a5b7c9d1e2f`, `018F3F5E-7C1A-${version}B3E-CD2F-3A5B7C9D1E2F`])
    for (const header of [key, `"${key}"`]) {
      const isKey = idempotencyKeyOf({ headers: { 'Idempotency-Key': header } }).kind === 'order';
      expect({ header, isKey: new RegExp(pattern, 'u').test(header) }).toEqual({ header, isKey });
    }
});
