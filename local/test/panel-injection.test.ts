import { createHash } from 'node:crypto';
import { injectPanel } from '../http/panel-injection.ts';

const scriptOf = (html: string): string => /<script>(.*)<\/script>/s.exec(html)?.[1] ?? '';
const HTML: Readonly<Record<string, string>> = { 'Content-Type': 'text/html; charset=utf-8' };
const page = (headers: Readonly<Record<string, string>> = {}) => ({
  statusCode: 200,
  headers: { ...HTML, ...headers },
  body: '<!doctype html><html><head><title>$&</title></head><body></body></html>',
  isBase64Encoded: false,
});
const policyFor = (policy: string) =>
  injectPanel(page({ 'Content-Security-Policy': policy })).headers['Content-Security-Policy'];

describe('the panel of the local shop', () => {
  it('is loaded at the end of the body of the page', () => {
    const { body, ...rest } = page({ ETag: '"1"' });
    const injected = injectPanel({ body, ...rest });
    const script = scriptOf(injected.body);
    expect(script).toContain('/_local/panel');
    const loaded = body.replace('</body>', () => `<script>${script}</script></body>`);
    expect(injected).toEqual({ ...rest, body: loaded });
  });

  it('is loaded at the end of a page without a body', () => {
    expect(injectPanel({ ...page(), body: '<p>hello' }).body).toMatch(/^<p>hello<script>.*<\/script>$/s);
  });

  it.each([
    [
      "default-src 'none'; script-src 'sha256-abc='; style-src 'sha256-def='; connect-src 'self'; img-src data:",
      "default-src 'none'; script-src 'sha256-abc=' 'self' <hash>; style-src 'sha256-def=' 'self'; connect-src 'self'; img-src data: 'self'",
    ],
    ["default-src 'none'", "default-src 'none'; script-src 'self' <hash>; style-src 'self'; img-src 'self'"],
    ["script-src 'none'; base-uri 'none';", "script-src 'self' <hash>; base-uri 'none'"],
    ["frame-ancestors 'none'", "frame-ancestors 'none'"],
  ])('may be loaded under the policy %s', (policy, extended) => {
    const script = scriptOf(injectPanel(page()).body);
    const hash = createHash('sha256').update(script).digest('base64');
    expect(policyFor(policy)).toBe(extended.replace('<hash>', `'sha256-${hash}'`));
  });

  it('keeps the policy of a page that the browser holds already', () => {
    const policy = policyFor("script-src 'none'");
    const held = { ...page(), statusCode: 304, body: '', headers: { 'content-security-policy': "script-src 'none'" } };
    expect(injectPanel(held)).toEqual({ ...held, headers: { 'content-security-policy': policy } });
  });

  it('is not in an answer that is no page', () => {
    const problem = { ...page(), statusCode: 404, headers: { 'Content-Type': 'application/problem+json' }, body: '{}' };
    expect(injectPanel(problem)).toBe(problem);
  });
});
