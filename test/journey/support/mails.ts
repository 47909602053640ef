import { randomUUID } from 'node:crypto';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { currency, type News, writeMail } from '../../../lambda/product/index.ts';
import { aRequest, depth, type Order } from './orders.ts';
import type { Target } from './target.ts';
import { until } from './until.ts';

const mailsSchema = v.array(
  v.object({ to: v.string(), from: v.string(), subject: v.string(), text: v.string(), at: v.string() }),
);
export type Mail = v.InferOutput<typeof mailsSchema>[number];

/** A customer that no other test uses. SES accepts mails to this simulator address and delivers none. */
export const aCustomer = (name: string) => ({
  name,
  email: `success+${name.toLowerCase()}-${randomUUID().slice(0, 8)}@simulator.amazonses.com`,
});

/** The subject and the text of the mail to a customer about an order. */
export const mailAbout = (news: News, { number, totalCents }: Order, customer: ReturnType<typeof aCustomer>) =>
  writeMail(news, { number, ...aRequest(), customer, totalCents, currency });

/** The mails that were sent to a customer. */
export const mailsTo = async ({ mails }: Target, email: string): Promise<Mail[]> => {
  if (mails === undefined) throw new Error('the target should have a URL for its mails, got none');
  return v.parse(mailsSchema, await (await fetch(mails)).json()).filter(({ to }) => to === email);
};

/** Waits until a customer was sent this many mails. */
export const mailed = (target: Target, email: string, count = 1): Promise<Mail[]> =>
  until(
    () => mailsTo(target, email),
    (mails) => mails.length >= count,
    { seconds: 20 },
  );

/** Waits until the queue of receipts is empty. */
export const allMailed = (target: Target): Promise<number> =>
  until(
    () => depth(target, target.outputs.ReceiptsQueueUrl),
    (count) => count === 0,
    { seconds: 20 },
  );

/** The version of an order that its customer was last mailed about. */
export const mailedVersion = async ({ dynamodb, outputs }: Target, orderId: string): Promise<number> => {
  const Key = { orderId: { S: orderId } };
  const asking = new GetItemCommand({ TableName: outputs.OrderTableName, Key, ConsistentRead: true });
  return Number((await dynamodb.send(asking)).Item?.mailed?.N ?? 0);
};
