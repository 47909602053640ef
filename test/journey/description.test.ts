import { describeApi } from '../../lambda/openapi/document.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { description } from './support/answers.ts';
import { fetch } from './support/fetch.ts';
import { type OpenTarget, openTarget } from './support/open.ts';
import { without } from './support/parts.ts';

describe('the description of the API', () => {
  let shop: OpenTarget;
  beforeAll(async () => {
    shop = await openTarget();
  });
  afterAll(() => shop.close());

  it('is the one against which these tests check every answer, without the parts that the shop does without', async () => {
    const response = await fetch(`${shop.target.url}/openapi.json`);
    expect(response.headers.get('Content-Type')).toBe('application/json');
    const expected = describeApi({ ...packageJson, without });
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(expected)));
  });

  it('leads from its own URL to every call of the shop, whatever path the shop has', async () => {
    const url = `${shop.target.url}/openapi.json`;
    const [server] = description.servers;
    const base = new URL(server?.url ?? '', url).href.replace(/\/$/, '');
    expect(base).toBe(shop.target.url);
    expect((await fetch(`${base}/menu`)).status).toBe(200);
  });

  it('is also a page, whose links lead to places on it and to the description', async () => {
    const response = await fetch(`${shop.target.url}/docs`);
    const html = await response.text();
    const links = [...html.matchAll(/ href="([^"]*)"/g)].map(([, link]) => link ?? '');
    const anchors = links.filter((link) => link.startsWith('#'));
    expect(anchors.length).toBeGreaterThan(Object.keys(describeApi({ ...packageJson, without }).paths).length);
    for (const anchor of anchors) expect(html).toContain(` id="${anchor.slice(1)}"`);
    expect(links.filter((link) => !link.startsWith('#'))).toEqual(['openapi.json']);
    expect(response.headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/);
  });

  it.each(['/openapi.json', '/docs'])('is answered 304 at %s to a client that has it', async (path) => {
    const url = `${shop.target.url}${path}`;
    const ETag = (await fetch(url)).headers.get('ETag') ?? '';
    const again = await fetch(url, { headers: { 'If-None-Match': ETag } });
    expect([again.status, await again.text(), again.headers.get('ETag')]).toEqual([304, '', ETag]);
  });
});
