import { channel } from 'node:diagnostics_channel';
import { PermanentError } from '../errors.ts';

/** The diagnostics channel on which a barista tells that it is about to prepare an order. */
export const PREPARE_CHANNEL = 'orderboard:prepare';

/** A message of the channel. A subscriber can trace the work, or inject faults. On AWS nobody subscribes. */
export type PrepareMessage = {
  readonly orderId: string;
  /** Makes the barista wait before it prepares the order. If the promise rejects, the attempt fails with that error. */
  waitFor(promise: Promise<void>): void;
  /** Makes the attempt fail with a PermanentError, once all promises have settled. */
  giveUp(code: string, message: string): void;
};

const prepareChannel = channel(PREPARE_CHANNEL);

/**
 * Publishes that an order is about to be prepared. Returns `undefined` without a subscriber. Its promise settles after all promises
 * of the subscribers, because the handler must not return while one of them is unsettled.
 */
export const announcePrepare = (orderId: string): Promise<void> | undefined =>
  prepareChannel.hasSubscribers ? publishPrepare(orderId) : undefined;

const publishPrepare = async (orderId: string): Promise<void> => {
  const promises: Promise<void>[] = [];
  const reasons: PermanentError[] = [];
  prepareChannel.publish({
    orderId,
    waitFor: (promise) => promises.push(promise),
    giveUp: (code, message) => reasons.push(new PermanentError(code, message)),
  } satisfies PrepareMessage);
  await Promise.allSettled(promises);
  for (const reason of reasons) throw reason;
  await Promise.all(promises);
};
