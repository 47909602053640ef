import { BadRequestException, MessageRejected, type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { PermanentError, TransientError } from '../errors.ts';

export type Mail = { readonly to: string; readonly subject: string; readonly text: string };

/**
 * Mails a customer. When it rejects, SES may have sent the mail nevertheless.
 *
 * @throws PermanentError if SES can never send this mail
 * @throws TransientError if a retry may succeed
 */
export type SendMail = (mail: Mail) => Promise<void>;

export type MailerDeps = {
  readonly client: SESv2Client;
  /** The address that mails come from. SES sends for verified identities only. */
  readonly sender: string;
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
      throw mailError(error);
    });
  };

const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });

/** Names the error only. Its message may hold the customer's address, and errors are logged (P7). */
const mailError = (error: unknown): PermanentError | TransientError => {
  const message = `SES should accept the mail, got ${nameOf(error)}`;
  const isPermanent = error instanceof MessageRejected || error instanceof BadRequestException;
  return isPermanent ? new PermanentError('mail-refused', message) : new TransientError('mail-failed', message);
};

const nameOf = (error: unknown): string => {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};
