import { MAX_BODY_BYTES, readBody } from '../../../lambda/api/body.ts';
import { bodyOf, postOrder, type RequestVariation } from '../../support/api.ts';

const JSON_TYPE = { 'Content-Type': 'application/json' };
const order = { customer: { name: 'Zoë 👩‍🍳' } };

const read = (varied: RequestVariation) => readBody(postOrder(order, varied));
const ofType = (type: string) => read({ headers: { 'Content-Type': type } });
const ofEncoding = (encoding: string) => read({ headers: { ...JSON_TYPE, 'content-encoding': encoding } });
const ofBytes = (bytes: Uint8Array | string) =>
  read({ body: Buffer.from(bytes).toString('base64'), isBase64Encoded: true });

/** The status of a refusal, and the last part of its type. */
const refusal = (body: ReturnType<typeof readBody>) => {
  if (body.kind === 'read') return body;
  expect(bodyOf(body.answer)).toMatchObject({ status: body.answer.statusCode, detail: expect.stringMatching(/got /) });
  return `${body.answer.statusCode} ${/problem:([a-z-]+)/.exec(body.answer.body)?.[1]}`;
};

describe('a body is read', () => {
  it.each([
    'application/json',
    'Application/JSON',
    ' application/json ',
    'application/json;',
    'application/json;;',
    'application/json;charset=utf-8',
    'application/json; charset=UTF-8',
    'application/json ; Charset="utf-8" ',
    'application/json;charset="UTF\\-8"',
    'application/json; charset = utf-8',
    'application/json; charset=utf8',
    'application/json;charset=utf-8;charset=utf-8',
    'application/json; profile="https://example.org/;charset=x"; charset=utf-8',
    'application/json; version=1',
  ])('with the content type %j', (type) => {
    expect(ofType(type)).toEqual({ kind: 'read', value: order });
  });

  it.each(['identity', 'Identity', '', ' ', 'identity, identity'])('with the content encoding %j', (encoding) => {
    expect(ofEncoding(encoding)).toEqual({ kind: 'read', value: order });
  });

  it('from bytes and from text, with and without a byte order mark', () => {
    const text = JSON.stringify(order);
    for (const body of [text, `\ufeff${text}`]) {
      expect(ofBytes(body)).toEqual({ kind: 'read', value: order });
      expect(read({ body })).toEqual({ kind: 'read', value: order });
    }
  });

  it('with a header that has several values in one list', () => {
    const multiValueHeaders = { 'content-type': ['application/json'], 'content-encoding': ['identity', 'identity'] };
    expect(read({ headers: {}, multiValueHeaders })).toEqual({ kind: 'read', value: order });
  });

  it('if it is as deep as a body can be', () => {
    const depth = MAX_BODY_BYTES / 2;
    expect(read({ body: '['.repeat(depth) + ']'.repeat(depth) })).toMatchObject({ kind: 'read' });
  });
});

describe('a body is refused with 415', () => {
  it.each([
    '',
    'json',
    'text/plain',
    'application/jsonp',
    'application/json-seq',
    'application/problem+json',
    'application/json, application/json',
    'application/json, text/plain',
    'application/json charset=utf-8',
    'application/json; charset',
    'application/json; charset=',
    'application/json; charset="utf-8',
    'application/json; =utf-8',
    'application/json; charset=ISO-8859-1',
    'application/json; charset="iso-8859-1"',
    'application/json; CHARSET=latin1',
    'application/json; charset=utf-16',
    'application/json; charset=utf-88',
    'application/json; charset=x-utf-8',
    "application/json; charset='utf-8'",
    'application/json; charset=utf-8; charset=ISO-8859-1',
    'application/json; charset=ISO-8859-1; charset=utf-8',
    'application/json; charset=windows-1252; profile="charset=utf-8"',
    'application/json; charset=utf-8é',
  ])('for the content type %j', (type) => {
    expect(refusal(ofType(type))).toBe('415 content-type');
  });

  it.each(['gzip', 'GZIP', 'br', 'deflate', 'identity, gzip', 'gzip, identity', 'x-unknown', '*'])(
    'for the content encoding %j',
    (encoding) => {
      expect(refusal(ofEncoding(encoding))).toBe('415 content-encoding');
    },
  );

  it('for a content type of a hundred thousand characters', () => {
    expect(refusal(ofType(`application/json; ${'a'.repeat(100_000)}`))).toBe('415 content-type');
  });

  it('without a content type', () => {
    for (const headers of [{}, { 'Content-Type': undefined }])
      expect(refusal(read({ headers }))).toBe('415 content-type');
  });

  it('for two content types', () => {
    const multiValueHeaders = { 'content-type': ['text/plain', 'application/json'] };
    expect(refusal(read({ headers: JSON_TYPE, multiValueHeaders }))).toBe('415 content-type');
    expect(refusal(read({ headers: { ...JSON_TYPE, 'content-type': 'text/plain' } }))).toBe('415 content-type');
  });
});

describe('a body is refused with 400', () => {
  const latin1 = Buffer.from('{"customer":{"name":"Zo\xeb"}}', 'latin1');

  it.each([
    ['ISO-8859-1', latin1],
    ['UTF-16', Buffer.from(JSON.stringify(order), 'utf16le')],
    ['a truncated character', Buffer.from([0x22, 0xe2, 0x82, 0x22])],
    ['an overlong slash', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
    ['a surrogate', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['a value above U+10FFFF', Buffer.from([0x22, 0xf4, 0x90, 0x80, 0x80, 0x22])],
    ['two byte order marks', Buffer.from('\ufeff\ufeff{}')],
    ['nothing after its byte order mark', Buffer.from('\ufeff')],
  ])('for bytes in %s, and for the text that API Gateway makes of them', (_what, bytes) => {
    expect(refusal(ofBytes(bytes))).toBe('400 malformed');
    expect(refusal(read({ body: bytes.toString('utf8') }))).toBe('400 malformed');
  });

  it('for text with half of a character', () => {
    expect(refusal(read({ body: '{"customer":{"name":"Ada \ud83d"}}' }))).toBe('400 malformed');
  });

  it.each([null, '', ' ', '{', '\0', '{"a":1}{"a":1}'])('for the body %j', (body) => {
    expect(refusal(read({ body }))).toBe('400 malformed');
    expect(refusal(read({ body, isBase64Encoded: true }))).toBe('400 malformed');
  });
});

it.each(['x', 'é', '👩'])('counts the bytes of a body, not its characters: %s', (character) => {
  const most = Math.floor((MAX_BODY_BYTES - 2) / Buffer.byteLength(character));
  expect(read({ body: `"${character.repeat(most)}"` })).toMatchObject({ kind: 'read' });
  expect(refusal(read({ body: `"${character.repeat(most + 1)}"` }))).toBe('413 too-large');
});

describe('the refusal of a body', () => {
  const tooLong = `"${'x'.repeat(MAX_BODY_BYTES)}"`;
  const notUtf8 = Buffer.from('{"name":"Zo\xeb"}', 'latin1');
  const contentType = 'Content-Type should be application/json, with the charset utf-8 or none, got';
  const contentEncoding = 'Content-Encoding should be identity or none, got';
  const utf8 = 'the body should be an order in JSON, in UTF-8, got';

  it.each([
    [read({ headers: {} }), 415, 'content-type', 'Unsupported content type', `${contentType} none`],
    [ofType('text/plain'), 415, 'content-type', 'Unsupported content type', `${contentType} 'text/plain'`],
    [ofEncoding('gzip'), 415, 'content-encoding', 'Unsupported content encoding', `${contentEncoding} 'gzip'`],
    [
      read({ body: tooLong }),
      413,
      'too-large',
      'Body too large',
      `the body should be at most 1048576 bytes, got ${tooLong.length}`,
    ],
    [read({ body: null }), 400, 'malformed', 'Malformed body', `${utf8} an empty body`],
    [ofBytes(notUtf8), 400, 'malformed', 'Malformed body', `${utf8} text that is not UTF-8`],
  ])('names the expected and the received value: %#', (body, status, code, title, detail) => {
    const type = `urn:orderboard:problem:${code}`;
    expect(body).toMatchObject({ kind: 'refused', answer: { statusCode: status } });
    expect(body.kind === 'refused' && bodyOf(body.answer)).toEqual({ type, status, title, detail });
  });

  it('says where the JSON is broken, in a short sentence', () => {
    for (const body of ['{"customer":', `[${'x'.repeat(1000)}`]) {
      const refused = read({ body });
      const detail = expect.stringMatching(/^the body should be .*, got .*JSON.{0,100}$/);
      expect(refused.kind === 'refused' && bodyOf(refused.answer)).toMatchObject({ detail });
    }
  });
});
