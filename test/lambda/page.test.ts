import { createPage } from '../../lambda/counter/page.ts';
import { bodyOf } from '../support/api.ts';

const html = '<!doctype html><title>Board</title>';
const aPage = (headers: Readonly<Record<string, string>> = {}, body = html) => JSON.stringify({ html: body, headers });

it('is answered as HTML with its own headers, and asked for again by each browser', async () => {
  const answer = await createPage(async () => aPage({ 'Content-Security-Policy': "default-src 'none'" }))(undefined);
  expect(answer).toMatchObject({ statusCode: 200, body: html });
  expect(answer.headers).toEqual({
    'Content-Security-Policy': "default-src 'none'",
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    ETag: expect.stringMatching(/^"[\w-]{43}"$/),
  });
});

it('is answered 304 to a browser that has it, and in full to one that has another', async () => {
  const answer = createPage(async () => aPage());
  const { headers } = await answer(undefined);
  const etag = String(headers?.ETag);
  expect(await answer(etag)).toMatchObject({
    ...{ statusCode: 304, body: '', headers: { ETag: etag, 'Cache-Control': 'no-cache' } },
  });
  expect(await createPage(async () => aPage({}, `${html} `))(etag)).toMatchObject({ statusCode: 200 });
  expect(await createPage(async () => aPage({ 'X-Other': 'value' }))(etag)).toMatchObject({ statusCode: 200 });
});

it('is read at the first call, and once', async () => {
  let reads = 0;
  const answer = createPage(async () => {
    reads += 1;
    return aPage();
  });
  expect(reads).toBe(0);
  await answer(undefined);
  await answer(undefined);
  expect(reads).toBe(1);
});

it('is answered 404 by a deployment without it', async () => {
  const answer = await createPage(async () => undefined)(undefined);
  expect(answer).toMatchObject({ statusCode: 404, headers: { 'Content-Type': 'application/problem+json' } });
  expect(bodyOf(answer)).toEqual({
    ...{ type: 'urn:orderboard:problem:no-page', status: 404, title: 'No page' },
    detail: 'the shop should be deployed with the page of the folder web/, got a deployment without it',
  });
});

it.each(['not JSON', '{}', '{"html":"","headers":{"X":1}}'])('fails if its file is %j', async (text) => {
  await expect(createPage(async () => text)(undefined)).rejects.toThrow();
});
