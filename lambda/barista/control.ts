import { ACKNOWLEDGED, type RecordHandler } from '../batch/record-handler.ts';
import { queueName } from '../batch/sqs-record.ts';
import type { Log } from '../log.ts';
import { isStopMessage } from '../order/control-message.ts';

/** Acknowledges messages that only a worker in a container obeys: Lambda starts and stops the instances of a function itself. */
export const acknowledgeControl =
  (handleRecord: RecordHandler, { log }: { readonly log: Log }): RecordHandler =>
  async (record, context) => {
    if (!isStopMessage(record.body)) return handleRecord(record, context);
    log('info', 'stop.ignored', { messageId: record.messageId, queue: queueName(record) });
    return ACKNOWLEDGED;
  };
