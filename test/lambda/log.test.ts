import { ServiceError } from '../../lambda/aws/service-error.ts';
import { PermanentError } from '../../lambda/errors.ts';
import { describe as described, log } from '../../lambda/log.ts';

it('describes an error by its name, code and message, and those of its cause', () => {
  const cause = Object.assign(new TypeError('no such host'), { code: 'ENOTFOUND' });
  const call = { service: 'sqs', operation: 'SendMessage' } as const;
  expect(described(new ServiceError('unavailable', call, 'ENOTFOUND', { cause }))).toEqual({
    error: 'TransientError',
    code: 'unavailable',
    message: 'sqs should accept SendMessage, got ENOTFOUND',
    ...call,
    cause: { error: 'TypeError', code: 'ENOTFOUND', message: 'no such host' },
  });
});

describe('the stack of an error', () => {
  const cause = new TypeError('no such host');
  const FRAMES = expect.arrayContaining([expect.stringMatching(/^test\/lambda\/log\.test\.ts:\d+:\d+$/)]);

  it('is described if the error is unexpected, with that of its cause', () => {
    expect(described(new Error('boom', { cause }))).toMatchObject({ stack: FRAMES, cause: { stack: FRAMES } });
  });

  it('names no folder of the machine', () => {
    const here = new URL('.', `file://${__dirname}`).pathname;
    expect(JSON.stringify(described(new Error('boom')))).not.toContain(here);
  });

  it('is left out of an expected failure, and of its cause', () => {
    const text = JSON.stringify(described(new PermanentError('conflict', 'no', { cause })));
    expect(text).toContain('no such host');
    expect(text).not.toContain('stack');
  });

  it('has at most ten frames', () => {
    const error = Object.assign(new Error('deep'), { stack: `Error: deep${'\n    at work (a.js:1:2)'.repeat(50)}` });
    expect(described(error)).toMatchObject({ stack: Array(10).fill('a.js:1:2') });
  });
});

it('leaves an order id out of the message of an error', () => {
  const cause = new Error('not authorized on "arn:aws:s3:::bucket/3F1A5C0E-8f0b-4c39-9a43-0d1f7c6b2a10/00ff"');
  expect(described(new Error('the order 3f1a5c0e-8f0b-4c39-9a43-0d1f7c6b2a10 is gone', { cause }))).toMatchObject({
    message: 'the order … is gone',
    cause: { message: 'not authorized on "arn:aws:s3:::bucket/…/00ff"' },
  });
});

it('describes a thrown value that is not an error', () => {
  expect(described('boom')).toEqual({ error: 'boom' });
});

it('writes one object per line, at its level', () => {
  const warn = jest.spyOn(console, 'warn').mockReturnValue(undefined);
  log('warn', 'record.failed', { reason: 'leased' });
  expect(warn.mock.calls).toEqual([[{ event: 'record.failed', reason: 'leased' }]]);
  warn.mockRestore();
});

describe('a line that cannot be written as JSON', () => {
  const circular: Record<string, unknown> = {};
  circular.itself = circular;
  const throwing = {
    toJSON: () => {
      throw new Error('no');
    },
  };

  it.each([
    ['a value that contains itself', circular],
    ['a bigint', 1n],
    ['a value whose conversion throws', throwing],
  ])('is written without the value that cannot be written: %s', (_what, value) => {
    const warn = jest.spyOn(console, 'warn').mockImplementation((line) => void JSON.stringify(line));
    log('warn', 'record.failed', { reason: 'leased', value, seconds: 7 });
    expect(warn.mock.calls.at(-1)).toEqual([
      { event: 'record.failed', reason: 'leased', value: 'a value that cannot be read', seconds: 7 },
    ]);
    warn.mockRestore();
  });
});

describe('an error that cannot be described', () => {
  const itself = new Error('boom');
  itself.cause = itself;
  const { proxy: revoked, revoke } = Proxy.revocable(new Error('boom'), {});
  revoke();
  const unreadable = (field: string) =>
    Object.defineProperty(new Error('boom'), field, {
      get: () => {
        throw new Error('no');
      },
    });

  it.each([
    ['its cause is itself', itself, { error: 'Error', message: 'boom' }],
    ['it has no prototype', Object.create(null), { error: 'a value that cannot be read' }],
    ['it is revoked', revoked, { error: 'a value that cannot be read' }],
    ['its message throws', unreadable('message'), { error: 'Error', message: 'a value that cannot be read' }],
    ['its cause throws', unreadable('cause'), { error: 'Error', message: 'boom' }],
    ['its code has no text', Object.assign(new Error('boom'), { code: Object.create(null) }), { message: 'boom' }],
    ['its stack is a symbol', Object.assign(new Error('boom'), { stack: Symbol('boom') }), { stack: [] }],
    ['its stack throws', unreadable('stack'), { message: 'boom', stack: [] }],
    ['it is a symbol', Symbol('boom'), { error: 'Symbol(boom)' }],
    ['it is nothing', undefined, {}],
  ])('is described as far as it can be read: %s', (_why, error, expected) => {
    expect(described(error)).toMatchObject(expected);
    expect(() => JSON.stringify(described(error))).not.toThrow();
  });
});

it('leaves order ids out of errors, and of thrown text', () => {
  const orderId = '3f2b8c1e-0000-4000-8000-0123456789ab';
  for (const thrown of [new Error(`no ${orderId}`), `no ${orderId}`])
    expect(JSON.stringify(described(thrown))).not.toContain(orderId);
});

it('names the call to AWS that failed', () => {
  const error = new ServiceError('unavailable', { service: 'sqs', operation: 'SendMessage' }, 'TimeoutError');
  expect(described(error)).toEqual({
    ...{ error: 'TransientError', code: 'unavailable', service: 'sqs', operation: 'SendMessage' },
    message: 'sqs should accept SendMessage, got TimeoutError',
  });
});
