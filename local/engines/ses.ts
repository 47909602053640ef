import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';

const address = v.pipe(v.string(), v.regex(/^[^\s@]+@[^\s@]+$/, 'an address such as ada@example.org'));
const content = v.object({ Data: v.string() });
const sendSchema = v.object({
  FromEmailAddress: address,
  Destination: v.object({ ToAddresses: v.tuple([address]) }),
  Content: v.object({ Simple: v.object({ Subject: content, Body: v.object({ Text: content }) }) }),
  ConfigurationSetName: v.optional(v.string()),
});

/** A mail that the engine accepted. `at` is an ISO 8601 time. */
export const mailSchema = v.object({
  to: v.string(),
  from: v.string(),
  subject: v.string(),
  text: v.string(),
  at: v.string(),
});
export type SentMail = v.InferOutput<typeof mailSchema>;

export const acceptedMailSchema = v.object({
  mail: mailSchema,
  messageId: v.string(),
  configurationSet: v.optional(v.string()),
});
export type AcceptedMail = v.InferOutput<typeof acceptedMailSchema>;

/**
 * SES version 2, as far as plain text mails to one address need it. It delivers none.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
export const createSes = (onMail: (accepted: AcceptedMail) => void): RequestListener => {
  const accept = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { success, output, issues } = v.safeParse(sendSchema, JSON.parse(await text(request)));
    if (!success) {
      answerError(response, 400, 'BadRequestException', issues.map(({ message }) => message).join('; '));
      return;
    }
    const { FromEmailAddress: from, Destination, Content, ConfigurationSetName: configurationSet } = output;
    const { Subject, Body } = Content.Simple;
    const [to] = Destination.ToAddresses;
    const messageId = randomUUID();
    const mail = { to, from, subject: Subject.Data, text: Body.Text.Data, at: new Date().toISOString() };
    onMail({ mail, messageId, configurationSet });
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ MessageId: messageId }));
  };

  return (request, response) => {
    if (request.method === 'POST' && request.url === '/v2/email/outbound-emails')
      accept(request, response).catch(() => response.destroy());
    else answerError(response, 404, 'NotFoundException', `expected POST /v2/email/outbound-emails, got ${request.url}`);
  };
};

const answerError = (response: ServerResponse, status: number, code: string, message: string): void => {
  const headers = { 'Content-Type': 'application/json', 'X-Amzn-ErrorType': code };
  response.writeHead(status, headers).end(JSON.stringify({ message }));
};
