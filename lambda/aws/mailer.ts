import { BadRequestException, MessageRejected, type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { PermanentError, TransientError } from '../errors.ts';

export type Mail = { readonly to: string; readonly subject: string; readonly text: string };

/**
 * Mails a customer. It may have come about all the same when it rejects.
 *
 * @throws PermanentError when SES says that this mail can never be sent
 * @throws TransientError when it may be sent later
 */
export type SendMail = (mail: Mail) => Promise<void>;

export type MailerDeps = {
  readonly client: SESv2Client;
  /** The address that mails come from. SES sends for identities only that it has verified. */
  readonly sender: string;
};

const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });

const nameOf = (error: unknown): string => {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};

/** By the error's name alone: what SES says in words may hold the customer's address, and is logged (P7). */
const refusal = (error: unknown): PermanentError | TransientError => {
  const message = `SES should take the mail, got ${nameOf(error)}`;
  const never = error instanceof MessageRejected || error instanceof BadRequestException;
  return never ? new PermanentError('mail-refused', message) : new TransientError('mail-failed', message);
};

export const createMailer =
  ({ client, sender }: MailerDeps): SendMail =>
  async ({ to, subject, text }) => {
    const send = new SendEmailCommand({
      FromEmailAddress: sender,
      Destination: { ToAddresses: [to] },
      Content: { Simple: { Subject: utf8(subject), Body: { Text: utf8(text) } } },
    });
    await client.send(send).catch((error: unknown) => {
      throw refusal(error);
    });
  };
