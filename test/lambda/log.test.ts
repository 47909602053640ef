import { describe as described, log } from '../../lambda/log.ts';

it('says of an error its name, its code and its message, with those of its cause', () => {
  const cause = Object.assign(new TypeError('no such host'), { code: 'ENOTFOUND' });
  expect(described(new Error('the queue does not answer', { cause }))).toEqual({
    error: 'Error',
    message: 'the queue does not answer',
    cause: { error: 'TypeError', code: 'ENOTFOUND', message: 'no such host' },
  });
});

it('says of what is no error what it is', () => {
  expect(described('boom')).toEqual({ error: 'boom' });
});

it('writes one object to a line, at its level', () => {
  const warn = jest.spyOn(console, 'warn').mockReturnValue(undefined);
  log('warn', 'record.failed', { reason: 'leased' });
  expect(warn.mock.calls).toEqual([[{ event: 'record.failed', reason: 'leased' }]]);
  warn.mockRestore();
});

it('never throws: it writes the event alone if the fields cannot be written', () => {
  const warn = jest.spyOn(console, 'warn').mockReturnValue(undefined);
  warn.mockImplementationOnce(() => {
    throw new TypeError('Converting circular structure to JSON');
  });
  log('warn', 'record.failed', { reason: 'leased' });
  expect(warn.mock.calls.at(-1)).toEqual([{ event: 'record.failed' }]);
  warn.mockRestore();
});
