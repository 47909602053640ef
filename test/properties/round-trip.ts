import * as v from 'valibot';
import { decode } from '../../lambda/order/message.ts';
import { bodyOf, getOrder, postOrder } from '../support/api.ts';
import { lambdaContext, sqsEvent, sqsRecord } from '../support/sqs.ts';
import { type Functions, OPENED_AT, queueOf } from './functions.ts';
import type { GoodRequest, Said } from './requests.ts';

const placedSchema = v.looseObject({ orderId: v.string(), number: v.string() });
const mailSchema = v.object({ Destination: v.object({ ToAddresses: v.tuple([v.string()]) }) });

/**
 * Takes a request through the four functions, from the answer of the cashier to the mail, and compares what it says at each place.
 * Returns the queue that it went through, and whether its lines went through S3.
 */
export const takeThrough = async (functions: Functions, { sent, said }: GoodRequest): Promise<string[]> => {
  const { aws, clock, store, cashier, counter, barista, receipts } = functions;
  aws.forget();
  clock.time = OPENED_AT;

  const accepted = await cashier(postOrder(sent));
  expect(accepted.statusCode).toBe(202);
  const { orderId, number } = v.parse(placedSchema, bodyOf(accepted));
  expect(bodyOf(accepted)).toMatchObject(said);

  const [message] = aws.sent;
  if (!message) throw new Error('the cashier should send a message, got none');
  const body = [...aws.objects.values()][0] ?? message.MessageBody;
  expect(partsOf(decode(body).order)).toEqual(said);
  const isLong = aws.objects.size > 0;
  expect(partsOf(await store.read(orderId))).toEqual(isLong ? { ...said, lines: undefined } : said);

  if (said.pickupAt !== undefined) clock.time = Date.parse(said.pickupAt);
  const queue = queueOf(message.QueueUrl);
  const group = message.MessageGroupId === undefined ? {} : { group: message.MessageGroupId };
  expect(await barista(sqsEvent(sqsRecord(message.MessageBody, { queue, ...group })), lambdaContext())).toEqual({
    batchItemFailures: [],
  });
  expect(partsOf(await store.read(orderId))).toEqual(isLong ? { ...said, lines: undefined } : said);
  expect(bodyOf(await counter(getOrder(orderId)))).toMatchObject({ status: 'READY', ...said });

  const at = new Date(clock.time).toISOString();
  const event = { v: 1, orderId, number, at };
  const events = aws.published.map((text): unknown => JSON.parse(text));
  expect(events).toEqual([
    { ...event, type: 'order.preparing', status: 'PREPARING', version: 2 },
    { ...event, type: 'order.ready', status: 'READY', version: 3 },
  ]);

  const ready = aws.published.at(-1) ?? '';
  expect(await receipts(sqsEvent(sqsRecord(ready, { queue: 'receipts' })), lambdaContext())).toEqual({
    batchItemFailures: [],
  });
  expect(aws.mails.map((mail) => v.parse(mailSchema, JSON.parse(mail)).Destination.ToAddresses[0])).toEqual([
    said.customer.email,
  ]);
  return [`on ${queue}`, ...(isLong ? ['in S3'] : [])];
};

type Parts = { readonly [Part in keyof Said]?: unknown };

/** The parts of an order that its customer said. */
const partsOf = ({ customer, lines, tab, pickupAt }: Parts = {}): object => {
  return { customer, lines, ...(tab === undefined ? {} : { tab }), ...(pickupAt === undefined ? {} : { pickupAt }) };
};
