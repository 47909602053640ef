import { BadRequestException, MessageRejected, type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { isError, PermanentError } from '../errors.ts';
import { isRefusal, nameOf, ServiceError } from './service-error.ts';

export type Mail = { readonly to: string; readonly subject: string; readonly text: string };

/**
 * Mails a customer. When it rejects, SES may have sent the mail nevertheless. SES also accepts a mail to an address on the
 * account's suppression list. It does not deliver that mail, and reports a bounce.
 *
 * @throws PermanentError if SES can never send this mail
 * @throws ServiceError if a retry may succeed
 */
export type SendMail = (mail: Mail) => Promise<void>;

export type MailerDeps = {
  readonly client: SESv2Client;
  /** The address that mails come from. SES sends for verified identities only. */
  readonly sender: string;
  /** The name of the configuration set. It takes the place of the default one of the sender. */
  readonly configurationSet: string;
};

export const createMailer =
  ({ client, sender, configurationSet }: MailerDeps): SendMail =>
  async ({ to, subject, text }) => {
    const send = new SendEmailCommand({
      FromEmailAddress: sender,
      Destination: { ToAddresses: [to] },
      Content: { Simple: { Subject: utf8(subject), Body: { Text: utf8(text) } } },
      ConfigurationSetName: configurationSet,
    });
    await client.send(send).catch((error: unknown) => {
      throw mailError(error, sender);
    });
  };

const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });

/** The error of a mail. It holds nothing that SES wrote but names: a message of SES may hold the customer's address (P7). */
const mailError = (error: unknown, sender: string): PermanentError | ServiceError => {
  const got = nameOf(error);
  const reason = isError(error) ? reasonIn(got, error.message, sender) : undefined;
  const ofThisMail = error instanceof MessageRejected || error instanceof BadRequestException;
  if (ofThisMail && !reason) return new PermanentError('mail-refused', `SES should accept the mail, got ${got}`);
  const call = { service: 'ses', operation: 'SendEmail' } as const;
  const options = reason ? { cause: new SesRefusal(got, reason) } : {};
  return new ServiceError(isRefusal(error) ? 'refused' : 'unavailable', call, got, options);
};

/** Stands for an error of SES in log lines. */
class SesRefusal extends Error {
  override readonly name: string;
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** The fault of the deployment, if the error shows one. All mails fail then, so none may be given up. */
const reasonIn = (got: string, message: string, sender: string): string | undefined => {
  if (got === 'AccessDeniedException' || got === 'AccessDenied')
    return `the role should have ses:SendEmail for ${resourceIn(message, sender)}, got a denial`;
  if (got === 'MessageRejected' && namesIdentity(message, sender))
    return 'the sender should be a verified identity of SES, got an unverified one';
  if (/configuration set/i.test(message)) return 'the configuration set should exist in SES, got a refusal';
  return undefined;
};

/** The end of an ARN in a message of SES, such as `identity/ada@example.org` or `configuration-set/orderboard-dev`. */
const RESOURCE = /:(identity|configuration-set)\/([^\s'"`]*[a-z0-9])/;

/** The resource that SES asked IAM for. In the sandbox it can be the recipient's identity, which is not named (P7). */
const resourceIn = (message: string, sender: string): string => {
  const [, kind, name = ''] = RESOURCE.exec(message.toLowerCase()) ?? [];
  if (kind === undefined) return 'a resource that SES did not name';
  if (kind === 'identity' && !isIdentityOf(sender.toLowerCase(), name)) return "the recipient's identity";
  return `${kind}/${name}`;
};

/** An identity is an address, its domain, or a domain above that. */
const isIdentityOf = (sender: string, name: string): boolean =>
  name === sender || sender.endsWith(`@${name}`) || sender.endsWith(`.${name}`);

/** SES lists the unverified identities, such as `shop@example.org, ada@example.org`. */
const namesIdentity = (message: string, address: string): boolean =>
  message
    .toLowerCase()
    .split(/[\s,<>]+/)
    .includes(address.toLowerCase());
