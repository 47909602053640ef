import { describe as described, log } from '../../lambda/log.ts';

it('describes an error by its name, code and message, and those of its cause', () => {
  const cause = Object.assign(new TypeError('no such host'), { code: 'ENOTFOUND' });
  expect(described(new Error('the queue does not answer', { cause }))).toEqual({
    error: 'Error',
    message: 'the queue does not answer',
    cause: { error: 'TypeError', code: 'ENOTFOUND', message: 'no such host' },
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

it('never throws, and writes the event alone if the fields cannot be written', () => {
  const warn = jest.spyOn(console, 'warn').mockReturnValue(undefined);
  warn.mockImplementationOnce(() => {
    throw new TypeError('Converting circular structure to JSON');
  });
  log('warn', 'record.failed', { reason: 'leased' });
  expect(warn.mock.calls.at(-1)).toEqual([{ event: 'record.failed' }]);
  warn.mockRestore();
});
