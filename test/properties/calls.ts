import fc from 'fast-check';
import type { ApiRequest } from '../../lambda/api/request.ts';
import { anyJson, nearly, oddName } from './json.ts';

/** The body of a call as bytes. */
const anyBody = (requests: fc.Arbitrary<object>): fc.Arbitrary<Buffer> => {
  const good = requests.map((request) => JSON.stringify(request));
  const near = nearly(requests);
  const text = fc.oneof(
    { weight: 4, arbitrary: near },
    { weight: 2, arbitrary: good },
    { weight: 2, arbitrary: anyJson },
    { weight: 1, arbitrary: fc.tuple(good, fc.nat(400)).map(([json, end]) => json.slice(0, end)) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(good, fc.constantFrom('', ' ', '\ufeff', ',', '\u0000'))
        .map(([json, gap]) => json + gap + json),
    },
    { weight: 1, arbitrary: good.map((json) => `\ufeff${json}`) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  );
  const broken = fc.tuple(text, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 4 })).map(([json, at, bytes]) => {
    const whole = Buffer.from(json);
    const cut = at % (whole.length + 1);
    return Buffer.concat([whole.subarray(0, cut), bytes, whole.subarray(cut)]);
  });
  const encoded = fc
    .tuple(good, fc.constantFrom<BufferEncoding>('latin1', 'utf16le'))
    .map(([json, encoding]) => Buffer.from(json, encoding));
  return fc.oneof(
    { weight: 8, arbitrary: text.map((json) => Buffer.from(json)) },
    { weight: 1, arbitrary: broken },
    { weight: 1, arbitrary: encoded },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) },
  );
};

export type Header = readonly [name: string, value: string];

const contentType = fc.oneof(
  { weight: 20, arbitrary: fc.constant('application/json') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'application/json; charset=utf-8',
      'application/json;charset="UTF8"',
      'APPLICATION/JSON ; Charset=Utf-8;',
      'application/json; charset=latin1',
      'application/json, application/json',
      'text/plain',
      `application/json${';'.repeat(2000)}`,
      `application/json${' '.repeat(4000)}x`,
      `application/json; a="${'\\"'.repeat(1000)}`,
      '',
    ),
  },
);

/** The headers of a call. `value` makes the odd values. */
const anyHeaders = (value: fc.Arbitrary<string>, name: fc.Arbitrary<string>): fc.Arbitrary<readonly Header[]> => {
  const key = fc.oneof(
    fc.uuid({ version: [4, 7] }),
    fc.uuid({ version: [4, 7] }).map((uuid) => `"${uuid.toUpperCase()}"`),
    fc.uuid(),
    value,
  );
  const tag = fc.oneof(fc.constantFrom('*', '"1"', 'W/"1"', '"1", "2"', ','.repeat(3000)), value);
  const coding = fc.oneof(fc.constantFrom('identity', 'gzip', ' Identity , identity', ','), value);
  /** A header that one call in four has. */
  const sometimes = (header: string, values: fc.Arbitrary<string>) =>
    fc.oneof(
      { weight: 3, arbitrary: fc.constant<Header[]>([]) },
      { weight: 1, arbitrary: values.map((given): Header[] => [[header, given]]) },
    );
  const type = fc.oneof(
    { weight: 15, arbitrary: contentType.map((given): Header[] => [['Content-Type', given]]) },
    { weight: 1, arbitrary: value.map((given): Header[] => [['content-type', given]]) },
    { weight: 1, arbitrary: fc.constant<Header[]>([]) },
  );
  const more = fc.oneof(
    { weight: 4, arbitrary: name },
    { weight: 1, arbitrary: fc.constantFrom('Content-Type', 'Idempotency-Key') },
  );
  return fc
    .tuple(
      type,
      sometimes('idempotency-KEY', key),
      sometimes('If-None-Match', tag),
      sometimes(
        'Content-Encoding',
        fc.oneof({ weight: 3, arbitrary: fc.constant('identity') }, { weight: 1, arbitrary: coding }),
      ),
      fc.array(fc.tuple(more, value), { maxLength: 1 }),
    )
    .map((lists) => lists.flat());
};

const routes = [
  ...Array.from({ length: 8 }, () => ['POST', '/orders'] as const),
  ['GET', '/orders/{orderId}'],
  ['DELETE', '/orders/{orderId}'],
  ['POST', '/orders/{orderId}/collect'],
  ['GET', '/menu'],
  ['GET', '/board.json'],
  ['GET', '/'],
] as const;

const anyUuid = fc.oneof(
  fc.uuid(),
  fc.uuid().map((uuid) => uuid.toUpperCase()),
);

/** A call as API Gateway passes it to a function: routes of the API, with anything in their headers, bodies and parameters. */
export const anyApiRequest = (requests: fc.Arbitrary<object>): fc.Arbitrary<ApiRequest> => {
  const text = fc.string({ unit: 'binary', maxLength: 40 });
  return fc
    .record({
      route: fc.constantFrom(...routes),
      headers: anyHeaders(text, oddName),
      body: anyBody(requests),
      passed: fc.constantFrom('text', 'text', 'text', 'base64', 'base64', 'as base64', 'none'),
      multi: fc.constantFrom('all', 'all', 'none', 'null', 'only'),
      orderId: fc.oneof(anyUuid, fc.constantFrom('K-4172', '', '..', '%00'), oddName),
      path: fc.constantFrom('', '/prod', '/shop/v1', '/'),
      parameters: fc.constantFrom('given', 'given', 'given', 'none', 'more'),
    })
    .map(({ route: [httpMethod, resource], headers, body, passed, multi, orderId, path, parameters }) => ({
      httpMethod,
      resource,
      headers: multi === 'only' ? {} : Object.fromEntries(headers),
      ...multiValues(multi, headers),
      body: passed === 'none' ? null : body.toString(passed === 'base64' ? 'base64' : 'utf8'),
      isBase64Encoded: passed.endsWith('base64'),
      pathParameters:
        parameters === 'none' || !resource.includes('{')
          ? null
          : Object.fromEntries([...(parameters === 'more' ? [['__proto__', 'x']] : []), ['orderId', orderId]]),
      requestContext: { path: path + resource.replace('{orderId}', () => encodeURIComponent(orderId.toWellFormed())) },
    }));
};

const multiValues = (kind: string, headers: readonly Header[]): Pick<ApiRequest, 'multiValueHeaders'> => {
  if (kind === 'none') return {};
  if (kind === 'null') return { multiValueHeaders: null };
  const byName = Map.groupBy(headers, ([name]) => name);
  return {
    multiValueHeaders: Object.fromEntries(Array.from(byName, ([name, all]) => [name, all.map(([, value]) => value)])),
  };
};

/** A call over HTTP. `path` is encoded as a URL needs it. */
export type HttpCall = {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly Header[];
  readonly body: Buffer;
};

const URL_CHARACTERS = "ABCxyz0189-._~!$&'()*+,;=:@/%".split('');

/** A call over HTTP: any method and path, and headers that HTTP can carry. */
export const anyHttpCall = (requests: fc.Arbitrary<object>): fc.Arbitrary<HttpCall> => {
  const value = fc
    .string({ unit: 'binary', maxLength: 30 })
    .map((text) => text.replace(/[^\t\x20-\x7e\x80-\xff]/gu, '?').trim());
  const name = fc.constantFrom(
    '__proto__',
    'constructor',
    'X-Forwarded-For',
    'Accept',
    'Cookie',
    'Range',
    'x!#$%&*+.^_`|~',
  );
  const escaped = fc
    .uint8Array({ minLength: 1, maxLength: 8 })
    .map((bytes) => Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  const piece = fc.oneof(anyUuid, escaped, fc.string({ unit: fc.constantFrom(...URL_CHARACTERS), maxLength: 12 }));
  const orders = fc.constantFrom('/orders', '/orders', '/orders', '/orders/', '//orders', '/orders?x=%00&x');
  const other = fc.oneof(
    fc.constantFrom('/', '/menu', '/board.json', '/orders//collect', '/menu/..', '/%2e%2e/menu'),
    piece.map((id) => `/orders/${id}`),
    piece.map((id) => `/orders/${id}/collect`),
    fc.tuple(piece, piece).map(([one, two]) => `/x${one}?${two}`),
  );
  const method = fc.constantFrom('POST', 'GET', 'GET', 'DELETE', 'PUT', 'PATCH', 'OPTIONS');
  const route = fc.oneof(
    { weight: 3, arbitrary: fc.record({ method: fc.constant('POST'), path: orders }) },
    { weight: 2, arbitrary: fc.record({ method, path: fc.oneof(other, orders) }) },
  );
  return fc
    .record({ route, headers: anyHeaders(value, name), body: anyBody(requests) })
    .map(({ route, ...rest }) => ({ ...route, ...rest }));
};
