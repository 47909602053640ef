import { SESv2Client } from '@aws-sdk/client-sesv2';
import { createMailer, type Mail } from '../../../lambda/aws/mailer.ts';
import { PermanentError, TransientError } from '../../../lambda/errors.ts';
import { describe as describeError } from '../../../lambda/log.ts';
import { type Ses, startSes } from '../../support/ses.ts';

const mail = { to: 'ada@example.org', subject: 'Order K-4172 is ready', text: 'Hello Ada,\n\n  2 × letter\n' };
const settings = { sender: 'shop@example.org', configurationSet: 'orderboard' };
let ses: Ses;

beforeAll(async () => {
  ses = await startSes();
});
afterEach(() => ses.fail());
afterAll(() => ses.stop());

const send = (varied: Partial<Mail> = {}): Promise<unknown> =>
  createMailer({ client: ses.client, ...settings })({ ...mail, ...varied }).catch((error: unknown) => error);

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

/** A message of SES about a resource, as of a role without the permission. */
const denied = (resource: string): string =>
  `User \`arn:aws:sts::123456789012:assumed-role/mailer/receipts' is not authorized to perform \`ses:SendEmail' ` +
  `on resource \`arn:aws:ses:eu-central-1:123456789012:${resource}'`;

it.each([
  ['identity/shop@example.org', 'identity/shop@example.org'],
  ['identity/example.org', 'identity/example.org'],
  ['configuration-set/orderboard', 'configuration-set/orderboard'],
  ['identity/ada@example.com', "the recipient's identity"],
  ['identity/ada@example.org', "the recipient's identity"],
  ['identity/op@example.org', "the recipient's identity"],
  ['identity/example.com', "the recipient's identity"],
  ['template/ready', 'a resource that SES did not name'],
])('names the resource that the role may not use, but no recipient: %s', async (resource, named) => {
  ses.refuse('AccessDeniedException', denied(resource));
  const error = await send({ to: 'ada@example.com' });
  expect(describeError(error)).toEqual({
    ...{ error: 'TransientError', code: 'refused', service: 'ses', operation: 'SendEmail' },
    message: 'ses should accept SendEmail, got AccessDeniedException',
    cause: {
      error: 'AccessDeniedException',
      message: `the role should have ses:SendEmail for ${named}, got a denial`,
    },
  });
});

it.each([
  ['in another case', 'AccessDeniedException', denied('identity/Shop@Example.org')],
  ['before a full stop', 'AccessDeniedException', denied('identity/shop@example.org').replace(/'$/, '.')],
  ['in an error of the name AccessDenied', 'AccessDenied', denied('identity/shop@example.org')],
])('names the identity of the sender %s', async (_how, got, message) => {
  ses.refuse(got, message);
  expect(describeError(await send())).toMatchObject({
    code: 'refused',
    cause: { error: got, message: 'the role should have ses:SendEmail for identity/shop@example.org, got a denial' },
  });
});

it.each(['BadRequestException', 'NotFoundException'])(
  'fails temporarily if the configuration set does not exist (%s), because no mail can be sent then',
  async (got) => {
    ses.refuse(got, 'Configuration set <orderboard-dev> does not exist.');
    expect(describeError(await send())).toMatchObject({
      error: 'TransientError',
      cause: { error: got, message: 'the configuration set should exist in SES, got a refusal' },
    });
  },
);

it('names the domain above that of the sender', async () => {
  ses.refuse('AccessDeniedException', denied('identity/example.org'));
  const mailer = createMailer({ client: ses.client, ...settings, sender: 'shop@mail.example.org' });
  await expect(mailer(mail)).rejects.toMatchObject({
    cause: { message: 'the role should have ses:SendEmail for identity/example.org, got a denial' },
  });
});

const unverified = (...identities: readonly string[]): string =>
  `Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: ${identities.join(', ')}`;

it.each([
  ['alone', unverified('shop@example.org')],
  ['with a name', unverified('Shop <Shop@example.org>', 'ada@example.com')],
  ['after the recipient', unverified('ada@example.com', 'shop@example.org')],
])('fails temporarily if the sender is not verified (%s), because no mail can be sent then', async (_how, message) => {
  ses.refuse('MessageRejected', message);
  const error = await send({ to: 'ada@example.com' });
  expect(error).toBeInstanceOf(TransientError);
  expect(error).toMatchObject({
    code: 'refused',
    cause: {
      name: 'MessageRejected',
      message: 'the sender should be a verified identity of SES, got an unverified one',
    },
  });
});

it.each(['ada@example.com', 'the-shop@example.org', 'shop@example.org.example.com'])(
  'fails permanently if the sandbox does not know the recipient: %s',
  async (to) => {
    ses.refuse('MessageRejected', unverified(to));
    expect(await send({ to })).toBeInstanceOf(PermanentError);
  },
);

it.each(['MessageRejected', 'LimitExceededException'])(
  'omits the message of SES from its error, because it may hold an address: %s',
  async (code) => {
    ses.refuse(code, 'The limit of ada@example.org is exceeded.');
    const error = await send();
    expect(error).not.toHaveProperty('cause');
    expect(String(error)).not.toContain('ada@example.org');
  },
);

it.each([
  ['its code', Object.assign(new Error('connect ada'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  ['its name, if its code is no text', Object.assign(new TypeError('ada'), { code: 7 }), 'TypeError'],
  ['its type, if it is no error', 'ada', 'string'],
])('names what was thrown by %s', async (_how, thrown, got) => {
  const client = new SESv2Client({ region: 'eu-central-1' });
  client.send = async () => Promise.reject(thrown);
  const sent = createMailer({ client, ...settings })(mail);
  await expect(sent).rejects.toMatchObject({ code: 'unavailable', message: `ses should accept SendEmail, got ${got}` });
});

/** The input of the call that sends a mail. */
const sentInput = async (): Promise<unknown> => {
  const client = new SESv2Client({ region: 'eu-central-1' });
  const inputs: unknown[] = [];
  client.send = async (command: unknown) => {
    inputs.push(Reflect.get(Object(command), 'input'));
    return {};
  };
  await createMailer({ client, ...settings })(mail);
  return inputs[0];
};

it('names the character set of the subject and of the text', async () => {
  const utf8 = { Charset: 'UTF-8' };
  expect(await sentInput()).toMatchObject({ Content: { Simple: { Subject: utf8, Body: { Text: utf8 } } } });
});

it('names the configuration set of the shop, so a default one of the sender has no effect', async () => {
  expect(await sentInput()).toMatchObject({ ConfigurationSetName: 'orderboard' });
});
