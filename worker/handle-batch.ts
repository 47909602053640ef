import type { Message } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Log } from '../lambda/log.ts';
import { isStopMessage } from '../lambda/order/control-message.ts';
import type { Deadlines } from './deadlines.ts';
import type { HeldMessages } from './held-messages.ts';
import type { Shift } from './shift.ts';
import type { Source } from './source.ts';
import { toRecord } from './sqs-event.ts';

/** Works the messages of one receive, and returns those that can be deleted. */
export type HandleBatch = (source: Source, messages: readonly Message[]) => Promise<Message[]>;

export type HandleBatchDeps = {
  /** The handler of the function. */
  readonly barista: (event: SQSEvent, context: Pick<Context, 'getRemainingTimeInMillis'>) => Promise<SQSBatchResponse>;
  readonly deadlines: Deadlines;
  readonly held: HeldMessages;
  readonly shift: Shift;
  readonly log: Log;
};

export function createHandleBatch({ barista, deadlines, held, shift, log }: HandleBatchDeps): HandleBatch {
  return async (source, messages) => {
    if (shift.over.aborted) {
      await held.giveBack(source, messages); // of a poll that was in flight when the shift ended
      return [];
    }
    const { pills = [], orders = [] } = Object.groupBy(messages, ({ Body = '' }) =>
      isStopMessage(Body) ? 'pills' : 'orders',
    );
    await takePill(source, pills);
    return orders.length === 0 ? [] : workOrders(source, orders);
  };

  /** Takes one pill at most. The others are for other workers. */
  async function takePill(source: Source, [pill, ...others]: readonly Message[]): Promise<void> {
    if (!pill) return;
    const taken = await shift.endWith(() => held.remove(source, pill));
    if (taken) log('info', 'pill.taken', { messageId: pill.MessageId, queue: source.name });
    await held.giveBack(source, taken ? others : [pill, ...others]);
  }

  /** There is no heartbeat: it would hide the messages for longer than the lease of their orders. */
  async function workOrders(source: Source, messages: readonly Message[]): Promise<Message[]> {
    const deadline = deadlines.begin({ queue: source.name, messages: messages.length });
    try {
      const Records = messages.map((message) => toRecord(message, source));
      const { batchItemFailures } = await barista({ Records }, { getRemainingTimeInMillis: deadline.remaining });
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      return messages.filter(({ MessageId = '' }) => !failed.has(MessageId));
    } finally {
      deadline.end();
    }
  }
}
