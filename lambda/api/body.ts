import type { APIGatewayProxyResult } from 'aws-lambda';
import { problem } from './answers.ts';
import { type ApiRequest, headerOf } from './request.ts';

/** The largest request body, in bytes. */
export const MAX_BODY_BYTES = 1024 * 1024;

export type Body =
  | { readonly kind: 'read'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly answer: APIGatewayProxyResult };

const refusal = (status: number, code: string, title: string, detail: string): Body => ({
  kind: 'refused',
  answer: problem({ status, code, title, detail }),
});

/** Reads a request's body as JSON, or refuses it. */
export const readBody = (event: ApiRequest): Body => {
  const type = headerOf(event, 'content-type');
  if (type?.split(';')[0]?.trim().toLowerCase() !== 'application/json')
    return refusal(
      415,
      'content-type',
      'Unsupported content type',
      `Content-Type should be application/json, got ${type?.slice(0, 80) ?? 'none'}`,
    );
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BODY_BYTES)
    return refusal(
      413,
      'too-large',
      'Body too large',
      `the body should be at most ${MAX_BODY_BYTES} bytes, got ${bytes.length}`,
    );
  if (bytes.length === 0)
    return refusal(400, 'malformed', 'Malformed body', 'the body should be an order in JSON, got an empty body');
  try {
    return { kind: 'read', value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch (error) {
    const received =
      error instanceof SyntaxError ? `invalid JSON: ${error.message.slice(0, 120)}` : 'text that is not UTF-8';
    return refusal(400, 'malformed', 'Malformed body', `the body should be an order in JSON, got ${received}`);
  }
};
