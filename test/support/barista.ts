import { randomUUID } from 'node:crypto';
import { createBarista } from '../../lambda/barista/barista.ts';
import type { Brew } from '../../lambda/barista/brew.ts';
import type { Outcome } from '../../lambda/batch/batch.ts';
import type { OrderEvent } from '../../lambda/order/lifecycle.ts';
import type { OrderMessage } from '../../lambda/order/message.ts';
import { recordingLog } from './log.ts';
import type { OrderTable } from './order-table.ts';
import { sqsRecord } from './sqs.ts';

export const LEASE_MILLISECONDS = 11_000;

export type BaristaVariation = {
  readonly brew?: Brew;
  /** Runs before an event counts as announced. */
  readonly announcing?: (event: OrderEvent) => Promise<void>;
};

/** A barista over a real store, that keeps what it has announced. */
export const aBarista = ({ store, clock }: OrderTable, { brew, announcing }: BaristaVariation = {}) => {
  const announced: OrderEvent[] = [];
  const brewed: string[] = [];
  const { log, lines } = recordingLog();
  const work = createBarista({
    store,
    announce: async (event) => {
      await announcing?.(event);
      announced.push(event);
    },
    brew: async (record) => {
      brewed.push(record.orderId);
      await brew?.(record);
    },
    leaseMilliseconds: LEASE_MILLISECONDS,
    now: () => clock.time,
    newToken: randomUUID,
    log,
  });
  return {
    announced,
    brewed,
    lines,
    receive: (message: OrderMessage): Promise<Outcome> => work(sqsRecord(JSON.stringify(message))),
    receiveBody: (body: string): Promise<Outcome> => work(sqsRecord(body)),
  };
};

/** A brew that goes on until it is let go. `begun` resolves with the first that begins, `twice` with the second. */
export const heldBrew = () => {
  const begun = Promise.withResolvers<void>();
  const twice = Promise.withResolvers<string>();
  const letGo = Promise.withResolvers<void>();
  let count = 0;
  const brew: Brew = () => {
    count += 1;
    begun.resolve();
    if (count === 2) twice.resolve('brewed twice at a time');
    return letGo.promise;
  };
  return { brew, begun: begun.promise, twice: twice.promise, letGo: letGo.resolve };
};
