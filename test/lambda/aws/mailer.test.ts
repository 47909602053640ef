import { createMailer, type Mail } from '../../../lambda/aws/mailer.ts';
import { PermanentError, TransientError } from '../../../lambda/errors.ts';
import { type Ses, startSes } from '../../support/ses.ts';

const mail = { to: 'ada@example.org', subject: 'Order K-4172 is ready', text: 'Hello Ada,\n\n  2 × letter\n' };
let ses: Ses;

beforeAll(async () => {
  ses = await startSes();
});
afterEach(() => ses.fail());
afterAll(() => ses.stop());

const send = (varied: Partial<Mail> = {}): Promise<unknown> =>
  createMailer({ client: ses.client, sender: 'shop@example.org' })({ ...mail, ...varied }).catch(
    (error: unknown) => error,
  );

it('mails plain text from the shop, whatever letters it is written in', async () => {
  const text = 'Hello Zoë 你好,\n\n  2 × letter ✉️\n';
  expect(await send({ text })).toBeUndefined();
  expect(ses.mails).toEqual([{ ...mail, text, from: 'shop@example.org', at: expect.any(String) }]);
});

it.each(['MessageRejected', 'BadRequestException'])('gives up for good what SES refuses as %s', async (code) => {
  ses.refuse(code);
  const error = await send();
  expect(error).toBeInstanceOf(PermanentError);
  expect(error).toMatchObject({ code: 'mail-refused', message: `SES should take the mail, got ${code}` });
});

it('gives up for good a mail to what is no address', async () => {
  expect(await send({ to: 'nobody' })).toBeInstanceOf(PermanentError);
});

it.each([
  'MailFromDomainNotVerifiedException',
  'AccountSuspendedException',
  'SendingPausedException',
  'LimitExceededException',
  'AccessDeniedException',
])('leaves for later what SES refuses as %s: the mail is not to blame', async (code) => {
  ses.refuse(code);
  const error = await send();
  expect(error).toBeInstanceOf(TransientError);
  expect(error).toMatchObject({ code: 'mail-failed', message: `SES should take the mail, got ${code}` });
});

it.each([
  ['refuse', /got \w+$/],
  ['hang', /got ETIMEDOUT$/],
  ['error', /got InternalServiceErrorException$/],
  ['throttle', /got TooManyRequestsException$/],
] as const)('leaves a mail for later when SES is out (%s)', async (mode, message) => {
  ses.fail(mode);
  const error = await send();
  expect(error).toBeInstanceOf(TransientError);
  expect(error).toMatchObject({ message: expect.stringMatching(message) });
});

it('repeats nothing of what SES says in words, which may hold an address', async () => {
  ses.refuse('MessageRejected');
  const error = await send();
  expect(error).not.toHaveProperty('cause');
  expect(String(error)).not.toContain('ada@example.org');
});
