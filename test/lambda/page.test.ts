import { createPage } from '../../lambda/counter/page.ts';
import { bodyOf } from '../support/api.ts';

const html = '<!doctype html><title>Board</title>';
const aPage = (headers: Readonly<Record<string, string>> = {}, body = html) => JSON.stringify({ body, headers });

it('is answered with the headers of its file, and asked for again by each browser', async () => {
  const answer = await createPage(async () => aPage({ 'Content-Type': 'text/html' }), 'page.json')(undefined);
  expect(answer).toMatchObject({ statusCode: 200, body: html });
  expect(answer.headers).toEqual({
    'Content-Type': 'text/html',
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    ETag: expect.stringMatching(/^"[\w-]{43}"$/),
  });
});

it('is answered 304 to a browser that has it, and in full to one that has another', async () => {
  const answer = createPage(async () => aPage(), 'page.json');
  const { headers } = await answer(undefined);
  const etag = String(headers?.ETag);
  expect(await answer(etag)).toMatchObject({
    ...{ statusCode: 304, body: '', headers: { ETag: etag, 'Cache-Control': 'no-cache' } },
  });
  expect(await createPage(async () => aPage({}, `${html} `), 'page.json')(etag)).toMatchObject({ statusCode: 200 });
  expect(await createPage(async () => aPage({ 'X-Other': 'value' }), 'page.json')(etag)).toMatchObject({
    statusCode: 200,
  });
});

it('is read at the first call, and once', async () => {
  let reads = 0;
  const answer = createPage(async () => {
    reads += 1;
    return aPage();
  }, 'page.json');
  expect(reads).toBe(0);
  await answer(undefined);
  await answer(undefined);
  expect(reads).toBe(1);
});

it('is answered 404 by a deployment without it', async () => {
  const answer = await createPage(async () => undefined, 'page.json')(undefined);
  expect(answer).toMatchObject({ statusCode: 404, headers: { 'Content-Type': 'application/problem+json' } });
  expect(bodyOf(answer)).toEqual({
    ...{ type: 'urn:orderboard:problem:no-page', status: 404, title: 'No page' },
    detail: 'the shop should be deployed with the file page.json of this page, got a deployment without it',
  });
});

it.each(['not JSON', '{}', '{"body":"","headers":{"X":1}}'])('fails if its file is %j', async (text) => {
  await expect(createPage(async () => text, 'page.json')(undefined)).rejects.toThrow();
});

it('is read from the file that it is created with', async () => {
  const answer = await createPage(async (file) => aPage({}, file), 'docs.json')(undefined);
  expect(answer.body).toBe('docs.json');
});

it('reads a page again after it could not', async () => {
  const errors = [new Error('too many open files')];
  const answer = createPage(async () => {
    const error = errors.shift();
    if (error) throw error;
    return aPage();
  }, 'page.json');
  await expect(answer(undefined)).rejects.toThrow('too many open files');
  expect(await answer(undefined)).toMatchObject({ statusCode: 200 });
});
