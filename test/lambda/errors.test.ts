import { isError, PermanentError, reasonOf, TransientError } from '../../lambda/errors.ts';

it.each([PermanentError, TransientError])('carries its name, its code, its message and its cause: %p', (ErrorClass) => {
  const cause = new Error('no such key');
  const error = new ErrorClass('out-of-stock', 'it should be in stock', { cause });
  expect(error).toMatchObject({ name: ErrorClass.name, code: 'out-of-stock', message: 'it should be in stock', cause });
});

it.each([
  ['the code of a permanent error', new PermanentError('out-of-stock', ''), 'out-of-stock'],
  ['the code of a transient error', new TransientError('leased', ''), 'leased'],
  ['one word for every other error', Object.assign(new Error('boom'), { code: 'ENOTFOUND' }), 'unexpected'],
  ['one word for a value that is no error', { code: 'out-of-stock' }, 'unexpected'],
])('gives %s as the reason', (_what, thrown, reason) => {
  expect(reasonOf(thrown)).toBe(reason);
});

it('recognizes an error, and does not throw for a value that cannot be looked at', () => {
  const { proxy, revoke } = Proxy.revocable(new Error('boom'), {});
  revoke();
  expect([new TypeError('boom'), 'boom', undefined, proxy].map(isError)).toEqual([true, false, false, false]);
});
