import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';

/**
 * `refuse`: the connection is closed. `hang`: no answer. `stall`: the headers and half of the body. `trickle`: the headers, then
 * one byte a second, never the last one. `error`: 500. `throttle`: 429. It accepts no mail in any of them.
 */
export const outageModes = ['refuse', 'hang', 'stall', 'trickle', 'error', 'throttle'] as const;
export type OutageMode = (typeof outageModes)[number];

/** A mail that the stand-in accepted. `at` is an ISO 8601 time. */
export type SentMail = Readonly<Record<'to' | 'from' | 'subject' | 'text' | 'at', string>>;

export type SesServer = {
  readonly listener: RequestListener;
  /** The accepted mails, the oldest first. */
  readonly mails: SentMail[];
  /** Fails every request in this mode. Without a mode, SES works again. */
  fail(mode?: OutageMode): void;
  /** Refuses every mail with status 400, an error of this name and a message. */
  refuse(code: string, message?: string): void;
};

const address = v.pipe(v.string(), v.regex(/^[^\s@]+@[^\s@]+$/, 'an address such as ada@example.org'));
const content = v.object({ Data: v.string() });
const requestSchema = v.object({
  FromEmailAddress: address,
  Destination: v.object({ ToAddresses: v.tuple([address]) }),
  Content: v.object({ Simple: v.object({ Subject: content, Body: v.object({ Text: content }) }) }),
});

const answerError = (response: ServerResponse, status: number, code: string, message: string): void => {
  const headers = { 'Content-Type': 'application/json', 'X-Amzn-ErrorType': code };
  response.writeHead(status, headers).end(JSON.stringify({ message }));
};

const TRICKLE_MILLISECONDS = 1000;
const ANSWER = JSON.stringify({ MessageId: '00000000-0000-4000-8000-000000000000' });

/** Sends the headers of an answer and the beginning of its body. */
const sendPart = (response: ServerResponse, length: number): void => {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 2 * ANSWER.length });
  response.write(ANSWER.slice(0, length));
};

const outages: Record<OutageMode, (response: ServerResponse) => void> = {
  refuse: (response) => response.socket?.destroy(),
  hang: () => undefined,
  stall: (response) => sendPart(response, ANSWER.length / 2),
  trickle: (response) => {
    sendPart(response, 1);
    const timer = setInterval(() => response.write(' '), TRICKLE_MILLISECONDS);
    response.once('close', () => clearInterval(timer));
  },
  error: (response) => answerError(response, 500, 'InternalServiceErrorException', 'an injected outage'),
  throttle: (response) => answerError(response, 429, 'TooManyRequestsException', 'an injected outage'),
};

/**
 * A stand-in for SES version 2. It accepts plain text mails to one address and delivers none.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
export const createSesServer = (): SesServer => {
  const mails: SentMail[] = [];
  let fault: ((response: ServerResponse) => void) | undefined;

  const accept = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { success, output, issues } = v.safeParse(requestSchema, JSON.parse(await text(request)));
    if (!success) return answerError(response, 400, 'BadRequestException', issues.map((i) => i.message).join('; '));
    const { Subject, Body } = output.Content.Simple;
    const { FromEmailAddress: from, Destination } = output;
    const at = new Date().toISOString();
    mails.push({ to: Destination.ToAddresses[0], from, subject: Subject.Data, text: Body.Text.Data, at });
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ MessageId: randomUUID() }));
  };

  return {
    mails,
    listener: (request, response) => {
      if (fault) return fault(response);
      if (request.method === 'POST' && request.url === '/v2/email/outbound-emails')
        accept(request, response).catch(() => response.destroy());
      else
        answerError(response, 404, 'NotFoundException', `expected POST /v2/email/outbound-emails, got ${request.url}`);
    },
    fail: (mode) => {
      fault = mode && outages[mode];
    },
    refuse: (code, message = 'not to ada@example.org') => {
      fault = (response) => answerError(response, 400, code, message);
    },
  };
};
