import type { SQSRecord } from 'aws-lambda';
import * as v from 'valibot';
import type { Inspected } from '../batch/log-line.ts';
import { logFields } from '../order/identity.ts';
import { identityEntries } from '../order/message.ts';

const namedSchema = v.object({ orderId: identityEntries.orderId });

/** Names the order of an event in log lines, even if the rest of it is not valid. */
export const inspect = ({ body }: SQSRecord): Inspected => {
  try {
    const { orderId } = v.parse(namedSchema, JSON.parse(body));
    return { names: logFields(orderId) };
  } catch {
    return { names: {} }; // the handler gives the reason
  }
};
