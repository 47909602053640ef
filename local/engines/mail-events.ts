import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { MailEventDestination } from '../template/mail.ts';
import { account } from '../template/return-values.ts';
import type { AcceptedMail } from './ses.ts';

export type MailEventsDeps = {
  readonly sns: SNSClient;
  readonly destinations: readonly MailEventDestination[];
};

/**
 * Publishes the bounces and complaints of mails to the topics of their configuration set, as SES does. The addresses of SES's
 * mailbox simulator cause them: `bounce@`, `suppressionlist@` and `complaint@simulator.amazonses.com`, also with a label (`+1`).
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
 */
export const createMailEvents =
  ({ sns, destinations }: MailEventsDeps) =>
  async (accepted: AcceptedMail): Promise<void> => {
    const event = eventOf(accepted);
    if (!event) return;
    const { configurationSet } = accepted;
    const type = event.eventType.toLowerCase();
    const wanting = destinations.filter((to) => to.configurationSet === configurationSet && to.types.includes(type));
    const Message = JSON.stringify(event);
    await Promise.all(
      wanting.map(({ topicArn }) => sns.send(new PublishCommand({ TopicArn: topicArn, Message, Subject: SUBJECT }))),
    );
  };

const SUBJECT = 'Amazon SES Email Event Notification';

const SIMULATOR = /^(bounce|suppressionlist|complaint)(\+[^@]*)?@simulator\.amazonses\.com$/;

/** @see https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html */
const eventOf = ({ mail, messageId, configurationSet }: AcceptedMail) => {
  const { to, from, at: timestamp } = mail;
  const kind = SIMULATOR.exec(to)?.[1];
  if (kind === undefined) return undefined;
  const recipients = [{ emailAddress: to }];
  const about = { timestamp, feedbackId: messageId };
  const sent = {
    ...{ timestamp, source: from, sendingAccountId: account, messageId, destination: [to] },
    tags: { 'ses:configuration-set': [configurationSet] },
  };
  if (kind === 'complaint')
    return { eventType: 'Complaint', complaint: { complainedRecipients: recipients, ...about }, mail: sent };
  const bounceSubType = kind === 'bounce' ? 'General' : 'Suppressed';
  const bounce = { bounceType: 'Permanent', bounceSubType, bouncedRecipients: recipients, ...about };
  return { eventType: 'Bounce', bounce, mail: sent };
};
