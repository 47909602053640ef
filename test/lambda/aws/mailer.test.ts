import { SESv2Client } from '@aws-sdk/client-sesv2';
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

it('sends plain text in any script from the address of the shop', async () => {
  const text = 'Hello Zoë 你好,\n\n  2 × letter ✉️\n';
  expect(await send({ text })).toBeUndefined();
  expect(ses.mails).toEqual([{ ...mail, text, from: 'shop@example.org', at: expect.any(String) }]);
});

it.each(['MessageRejected', 'BadRequestException'])('fails permanently if SES answers %s', async (code) => {
  ses.refuse(code);
  const error = await send();
  expect(error).toBeInstanceOf(PermanentError);
  expect(error).toMatchObject({ code: 'mail-refused', message: `SES should accept the mail, got ${code}` });
});

it('fails permanently if the address is malformed', async () => {
  expect(await send({ to: 'nobody' })).toBeInstanceOf(PermanentError);
});

it.each([
  ['MailFromDomainNotVerifiedException', 'refused'],
  ['AccountSuspendedException', 'refused'],
  ['SendingPausedException', 'refused'],
  ['LimitExceededException', 'unavailable'],
  ['AccessDeniedException', 'refused'],
])('fails temporarily if SES answers %s, because the mail is not the cause: %s', async (got, code) => {
  ses.refuse(got);
  const error = await send();
  expect(error).toBeInstanceOf(TransientError);
  const message = `ses should accept SendEmail, got ${got}`;
  expect(error).toMatchObject({ code, message, service: 'ses', operation: 'SendEmail' });
});

it.each([
  ['refuse', /got \w+$/],
  ['hang', /got TimeoutError$/],
  ['error', /got InternalServiceErrorException$/],
  ['throttle', /got TooManyRequestsException$/],
] as const)('fails temporarily if SES is down (%s)', async (mode, message) => {
  ses.fail(mode);
  const error = await send();
  expect(error).toBeInstanceOf(TransientError);
  expect(error).toMatchObject({ message: expect.stringMatching(message) });
});

it('omits the message of SES from its error, because it may hold an address', async () => {
  ses.refuse('MessageRejected');
  const error = await send();
  expect(error).not.toHaveProperty('cause');
  expect(String(error)).not.toContain('ada@example.org');
});

it.each([
  ['its code', Object.assign(new Error('connect ada'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  ['its name, if its code is no text', Object.assign(new TypeError('ada'), { code: 7 }), 'TypeError'],
  ['its type, if it is no error', 'ada', 'string'],
])('names what was thrown by %s', async (_how, thrown, got) => {
  const client = new SESv2Client({ region: 'eu-central-1' });
  client.send = async () => Promise.reject(thrown);
  const sent = createMailer({ client, sender: 'shop@example.org' })(mail);
  await expect(sent).rejects.toMatchObject({ code: 'unavailable', message: `ses should accept SendEmail, got ${got}` });
});

it('names the character set of the subject and of the text', async () => {
  const client = new SESv2Client({ region: 'eu-central-1' });
  const inputs: unknown[] = [];
  client.send = async (command: unknown) => {
    inputs.push(Reflect.get(Object(command), 'input'));
    return {};
  };
  await createMailer({ client, sender: 'shop@example.org' })(mail);
  const utf8 = { Charset: 'UTF-8' };
  expect(inputs).toMatchObject([{ Content: { Simple: { Subject: utf8, Body: { Text: utf8 } } } }]);
});
