import { createCall } from '../api.ts';

describe('a call of the API', () => {
  const inputs: [string, RequestInit][] = [];
  let answer: () => Promise<Response>;
  beforeEach(() => {
    inputs.length = 0;
    jest.spyOn(globalThis, 'fetch').mockImplementation(async (url, options = {}) => {
      inputs.push([String(url), options]);
      return answer();
    });
  });
  afterEach(() => jest.restoreAllMocks());

  const call = createCall(new URL('https://shop.example/dev'));

  it('goes to the stage of the page, past the cache of the browser, and follows no redirect', async () => {
    answer = async () => new Response('{"a":1}', { headers: { 'Content-Type': 'application/json', ETag: '"7"' } });
    expect(await call('menu')).toMatchObject({ kind: 'answered', status: 200, body: { a: 1 }, etag: '"7"' });
    expect(inputs).toEqual([
      [
        'https://shop.example/dev/menu',
        expect.objectContaining({ cache: 'no-store', redirect: 'error', method: 'GET' }),
      ],
    ]);
  });

  it('sends a body as JSON', async () => {
    answer = async () => new Response(null, { status: 202 });
    await call('orders', { method: 'POST', headers: { 'Idempotency-Key': 'k' }, body: '{}' });
    const headers = { 'Idempotency-Key': 'k', 'Content-Type': 'application/json' };
    expect(inputs[0]?.[1]).toMatchObject({ method: 'POST', body: '{}', headers });
  });

  it('reads problem documents too, and no other text', async () => {
    const text = (type: string) => async () =>
      new Response('{"title":"No"}', { status: 422, headers: { 'Content-Type': type, 'Retry-After': '2' } });
    answer = text('application/problem+json');
    expect(await call('menu')).toMatchObject({ status: 422, body: { title: 'No' }, retryAfter: 2000 });
    answer = text('text/html');
    expect(await call('menu')).toMatchObject({ status: 422, body: undefined });
  });

  it('ends after 15 s without an answer', async () => {
    const limits: number[] = [];
    const over = AbortSignal.abort();
    jest.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
      limits.push(milliseconds);
      return over;
    });
    answer = async () => new Response('{}');
    await call('menu');
    expect(limits).toEqual([15_000]);
    expect(inputs[0]?.[1].signal).toBe(over);
  });

  it.each([
    ['nothing answers', () => Promise.reject(new TypeError('fetch failed'))],
    ['the answer is broken', async () => new Response('{', { headers: { 'Content-Type': 'application/json' } })],
  ])('is unreachable if %s', async (_what, answering) => {
    answer = answering;
    expect(await call('menu')).toEqual({ kind: 'unreachable' });
  });
});
