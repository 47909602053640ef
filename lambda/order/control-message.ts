import * as v from 'valibot';

/** Ends one worker in a container. `v` is the version of the message. */
const stopSchema = v.strictObject({ v: v.literal(1), type: v.literal('worker.stop') });

/** Other messages are not parsed a second time. Inside an order's text the closing quote would be escaped. */
const STOP = '"worker.stop"';

/** Whether the body of a message on a work queue is a poison pill for a worker, and no order. It never throws. */
export const isStopMessage = (body: string): boolean => {
  if (!body.includes(STOP)) return false;
  try {
    return v.is(stopSchema, JSON.parse(body));
  } catch {
    return false; // the decoder of orders gives the reason
  }
};
