import { createHash } from 'node:crypto';
import type { APIGatewayProxyResult } from 'aws-lambda';
import * as v from 'valibot';
import { matchesEtag, notModified, problem } from '../api/answers.ts';

/** The pages, by the file that holds each: the board, the description of the API for people, and the description itself. */
export const pageFiles = { '/': 'page.json', '/docs': 'docs.json', '/openapi.json': 'description.json' } as const;
export type PageFile = (typeof pageFiles)[keyof typeof pageFiles];

/** Reads the text of a page's file, which stands beside the bundle; nothing if there is no such file. */
export type ReadPage = (file: PageFile) => Promise<string | undefined>;

const pageSchema = v.object({ body: v.string(), headers: v.record(v.string(), v.string()) });

/** Browsers ask each time whether their copy is current, so that a deployed page is seen at once. */
const HEADERS = {
  'Cache-Control': 'no-cache',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
} as const;

/** Answers one page. It is read at the first call, because most instances never serve it. */
export function createPage(readPage: ReadPage, file: PageFile) {
  let reading: Promise<APIGatewayProxyResult | undefined> | undefined;

  return async (ifNoneMatch: string | undefined): Promise<APIGatewayProxyResult> => {
    reading ??= read().catch((error: unknown) => {
      reading = undefined; // the next call tries again
      throw error;
    });
    const page = await reading;
    if (!page) return noPage(file);
    const etag = String(page.headers?.ETag);
    return matchesEtag(ifNoneMatch, etag) ? notModified(etag, HEADERS) : page;
  };

  async function read(): Promise<APIGatewayProxyResult | undefined> {
    const text = await readPage(file);
    if (text === undefined) return undefined;
    const { body, headers } = v.parse(v.pipe(v.string(), v.parseJson(), pageSchema), text);
    const ETag = `"${createHash('sha256').update(text).digest('base64url')}"`;
    return { statusCode: 200, headers: { ...headers, ...HEADERS, ETag }, body };
  }
}

const noPage = (file: PageFile): APIGatewayProxyResult =>
  problem({
    status: 404,
    code: 'no-page',
    title: 'No page',
    detail: `the shop should be deployed with the file ${file} of this page, got a deployment without it`,
  });
