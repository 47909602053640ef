import { BadRequestException, MessageRejected, type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { PermanentError } from '../errors.ts';
import { isRefusal, nameOf, ServiceError } from './service-error.ts';

export type Mail = { readonly to: string; readonly subject: string; readonly text: string };

/**
 * Mails a customer. When it rejects, SES may have sent the mail nevertheless.
 *
 * @throws PermanentError if SES can never send this mail
 * @throws ServiceError if a retry may succeed
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
const mailError = (error: unknown): PermanentError | ServiceError => {
  const got = nameOf(error);
  if (error instanceof MessageRejected || error instanceof BadRequestException)
    return new PermanentError('mail-refused', `SES should accept the mail, got ${got}`);
  return new ServiceError(
    isRefusal(error) ? 'refused' : 'unavailable',
    { service: 'ses', operation: 'SendEmail' },
    got,
  );
};
