import { createHash } from 'node:crypto';
import type { APIGatewayProxyResult } from 'aws-lambda';
import * as v from 'valibot';
import { matchesEtag, notModified, problem } from '../api/answers.ts';

/** Reads the text of `page.json`, which stands beside the bundle; nothing if there is no such file. */
export type ReadPage = () => Promise<string | undefined>;

const pageSchema = v.object({ html: v.string(), headers: v.record(v.string(), v.string()) });

/** Browsers ask each time whether their copy is current, so that a deployed page is seen at once. */
const HEADERS = {
  'Cache-Control': 'no-cache',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
} as const;

/** `GET /`: the board's page. It is read at the first call, because most instances never serve it. */
export function createPage(readPage: ReadPage) {
  let reading: Promise<APIGatewayProxyResult | undefined> | undefined;

  return async (ifNoneMatch: string | undefined): Promise<APIGatewayProxyResult> => {
    reading ??= read();
    const page = await reading;
    if (!page) return NO_PAGE;
    const etag = String(page.headers?.ETag);
    return matchesEtag(ifNoneMatch, etag) ? notModified(etag, HEADERS) : page;
  };

  async function read(): Promise<APIGatewayProxyResult | undefined> {
    const text = await readPage();
    if (text === undefined) return undefined;
    const { html, headers } = v.parse(v.pipe(v.string(), v.parseJson(), pageSchema), text);
    const ETag = `"${createHash('sha256').update(text).digest('base64url')}"`;
    const own = { ...HEADERS, 'Content-Type': 'text/html; charset=utf-8', ETag };
    return { statusCode: 200, headers: { ...headers, ...own }, body: html };
  }
}

const NO_PAGE = problem({
  status: 404,
  code: 'no-page',
  title: 'No page',
  detail: 'the shop should be deployed with the page of the folder web/, got a deployment without it',
});
