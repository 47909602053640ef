import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { type OpenTarget, openTarget } from '../../test/journey/support/open.ts';

type Headers = Readonly<Record<string, string>>;

describe('a web page of another origin', () => {
  let shop: OpenTarget;
  let mapping = '';
  beforeAll(async () => {
    shop = await openTarget();
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const lambda = new LambdaClient({ region: 'us-east-1', credentials, endpoint: shop.target.url });
    const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
    lambda.destroy();
    mapping = `/2015-03-31/event-source-mappings/${EventSourceMappings[0]?.UUID}`;
  });
  afterAll(() => shop.close());

  const call = (method: string, path: string, headers: Headers, body = '') =>
    new Promise<{ readonly status: number | undefined; readonly body: unknown }>((resolve, reject) => {
      const sent = request(`${shop.target.url}${path}`, { method, headers }, (response) => {
        json(response).then((answer) => resolve({ status: response.statusCode, body: answer }), reject);
      });
      sent.once('error', reject).end(body);
    });
  const host = (): string => new URL(shop.target.url).host;
  const health = async () => (await call('GET', '/_local/health', {})).body;

  const foreign: readonly (readonly [string, Headers])[] = [
    ['of another site', { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }],
    ['of another site, without an origin', { 'Sec-Fetch-Site': 'cross-site' }],
    ['on another port of this machine', { 'Sec-Fetch-Site': 'same-site', Origin: 'http://127.0.0.1:1' }],
    ['in a browser without Sec-Fetch-Site', { Origin: 'http://127.0.0.1:1' }],
    ['whose origin is hidden', { Origin: 'null' }],
    ['whose name resolves to this machine', { Host: 'evil.example', 'Sec-Fetch-Site': 'same-origin' }],
    ['whose name begins like this machine', { Host: '127.0.0.1.evil.example' }],
  ];
  const calls = (): readonly (readonly [string, string, string])[] => [
    ['PUT', '/_local/outages/sqs', '{"mode":"hang"}'],
    ['PUT', '/_local/work', '{"mode":"crash","orders":5}'],
    ['POST', '/_local/functions/barista/kill', ''],
    ['POST', '/_local/poison/not-json', ''],
    ['PUT', mapping, '{"Enabled":false}'],
    ['POST', '/2015-03-31/functions/none/invocations', '{}'],
  ];

  it.each(foreign)('%s changes nothing', async (_kind, headers) => {
    for (const [method, path, body] of calls())
      expect(await call(method, path, headers, body)).toMatchObject({
        status: 403,
        body: { detail: expect.stringMatching(/should be .*, got '/), Message: expect.any(String) },
      });
    expect(await health()).toMatchObject({
      outages: {},
      work: null,
      functions: { barista: { kills: 0 } },
      mappings: expect.not.arrayContaining([expect.objectContaining({ state: expect.stringMatching(/^Disabl/) })]),
    });
  });

  it('whose name resolves to this machine reads nothing', async () => {
    expect(await call('GET', '/_local/mails', { Host: 'evil.example' })).toMatchObject({ status: 403 });
  });

  it('differs from the page of the shop, from links and from programs', async () => {
    const own: readonly Headers[] = [
      {},
      { 'Sec-Fetch-Site': 'none' },
      { 'Sec-Fetch-Site': 'same-origin', Origin: shop.target.url },
      { 'Sec-Fetch-Site': 'same-origin', Origin: 'null' }, // a page with the policy no-referrer
      { Origin: shop.target.url },
      { Host: 'localhost:3000', Origin: 'http://localhost:3000' },
      { Host: '[::1]:3000' },
    ];
    for (const headers of own)
      expect(await call('DELETE', '/_local/work', { Host: host(), ...headers })).toMatchObject({ status: 200 });
    expect(await call('GET', '/_local/health', { 'Sec-Fetch-Site': 'cross-site' })).toMatchObject({ status: 200 });
  });
});
