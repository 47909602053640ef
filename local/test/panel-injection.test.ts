import { injectPanel } from '../http/panel-injection.ts';

const TAGS = '<link rel="stylesheet" href="_local/panel.css"><script src="_local/panel.js" defer></script>';
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
  it('is at the end of the head of the page', () => {
    const { body, ...rest } = page({ ETag: '"1"' });
    expect(injectPanel({ body, ...rest })).toEqual({ ...rest, body: body.replace('</head>', () => `${TAGS}</head>`) });
  });

  it('is at the end of a page without a head', () => {
    expect(injectPanel({ ...page(), body: '<p>hello' }).body).toBe(`<p>hello${TAGS}`);
  });

  it.each([
    [
      "default-src 'none'; script-src 'sha256-abc='; style-src 'sha256-def='; connect-src 'self'; img-src data:",
      "default-src 'none'; script-src 'sha256-abc=' 'self'; style-src 'sha256-def=' 'self'; connect-src 'self'; img-src data: 'self'",
    ],
    ["default-src 'none'", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"],
    ["script-src 'none'; base-uri 'none';", "script-src 'self'; base-uri 'none'"],
    ["frame-ancestors 'none'", "frame-ancestors 'none'"],
  ])('may be loaded under the policy %s', (policy, extended) => {
    expect(policyFor(policy)).toBe(extended);
  });

  it('keeps the policy of a page that the browser holds already', () => {
    const held = { ...page(), statusCode: 304, body: '', headers: { 'content-security-policy': "script-src 'none'" } };
    expect(injectPanel(held)).toEqual({ ...held, headers: { 'content-security-policy': "script-src 'self'" } });
  });

  it('is not in an answer that is no page', () => {
    const problem = { ...page(), statusCode: 404, headers: { 'Content-Type': 'application/problem+json' }, body: '{}' };
    expect(injectPanel(problem)).toBe(problem);
  });
});
