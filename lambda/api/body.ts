import type { APIGatewayProxyResult } from 'aws-lambda';
import { excerpt } from '../parsing/text.ts';
import { type ProblemCode, problem } from './answers.ts';
import { parseMediaType } from './media-type.ts';
import { type ApiRequest, headerOf } from './request.ts';

/** The largest request body, in bytes. */
export const MAX_BODY_BYTES = 1024 * 1024;

export type Body =
  | { readonly kind: 'read'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly answer: APIGatewayProxyResult };

type Refusal = Extract<Body, { kind: 'refused' }>;

const refusal = (status: number, code: ProblemCode, title: string, detail: string): Refusal => ({
  kind: 'refused',
  answer: problem({ status, code, title, detail }),
});

/**
 * Reads a request's body as JSON, or refuses it.
 *
 * @param what what the body should be, for the answer
 */
export const readBody = (event: ApiRequest, what = 'an order'): Body => {
  const malformed = (got: string): Refusal =>
    refusal(400, 'malformed', 'Malformed body', `the body should be ${what} in JSON, in UTF-8, got ${got}`);
  const unsupported = refuseFormat(event);
  if (unsupported) return unsupported;
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BODY_BYTES)
    return refusal(
      413,
      'too-large',
      'Body too large',
      `the body should be at most ${MAX_BODY_BYTES} bytes, got ${bytes.length}`,
    );
  if (bytes.length === 0) return malformed('an empty body');
  const text = decodeUtf8(bytes);
  if (text === undefined) return malformed('text that is not UTF-8');
  try {
    return { kind: 'read', value: JSON.parse(text) };
  } catch (error) {
    return malformed(error instanceof Error ? excerpt(error.message, 120) : 'other text');
  }
};

/** Refuses a body whose headers announce another format, charset or encoding than JSON in UTF-8. */
const refuseFormat = (event: ApiRequest): Refusal | undefined => {
  const type = headerOf(event, 'content-type');
  if (type === undefined || !isJson(type))
    return refusal(
      415,
      'content-type',
      'Unsupported content type',
      `Content-Type should be application/json, with the charset utf-8 or none, got ${given(type)}`,
    );
  const encoding = headerOf(event, 'content-encoding');
  if (isIdentity(encoding)) return undefined;
  return refusal(
    415,
    'content-encoding',
    'Unsupported content encoding',
    `Content-Encoding should be identity or none, got ${given(encoding)}`,
  );
};

const isJson = (header: string): boolean => {
  const media = parseMediaType(header);
  if (media?.type !== 'application/json') return false;
  return media.parameters.every(({ name, value }) => name !== 'charset' || /^utf-?8$/i.test(value));
};

const isIdentity = (header = ''): boolean =>
  header.split(',').every((coding) => ['', 'identity'].includes(coding.trim().toLowerCase()));

const given = (header: string | undefined): string => (header === undefined ? 'none' : `'${excerpt(header, 80)}'`);

/**
 * Text in UTF-8; nothing if it is broken. API Gateway passes text, in which U+FFFD stands for each broken byte, as it does here:
 * so this character is refused wherever it comes from. A byte order mark at the start is dropped.
 */
const decodeUtf8 = (bytes: Uint8Array): string | undefined => {
  const text = new TextDecoder().decode(bytes);
  return text.includes('\uFFFD') ? undefined : text;
};
