import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describeApi } from '../../../lambda/openapi/document.ts';
import { allPaths } from '../../../lambda/openapi/operations.ts';
import { type Part, parts } from '../../../lambda/openapi/parts.ts';
import { parseRequest } from '../../../lambda/order/request.ts';
import { samples } from '../../../lambda/product/index.ts';
import { holdsFor } from '../../properties/property.ts';
import { anyGoodRequest, anySampleLine } from '../../properties/requests.ts';
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
