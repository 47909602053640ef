import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import type { OriginalSources, Queue, QueueStore, StoredMessage } from './queue-store.ts';

type MoveTask = {
  readonly id: string;
  readonly source: Queue;
  /** @default - the original source of each message */
  readonly destinationArn: string | undefined;
  readonly perSecond: number | undefined;
  readonly startedAt: number;
  readonly toMove: number;
  moved: number;
  status: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';
  failureReason?: string;
};

/** An error of SQS, with its code and its status. */
export class MoveTaskError extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

const MAX_PER_SECOND = 500;
const MAX_RESULTS = 10;

const arn = v.pipe(v.string(), v.nonEmpty());
const startSchema = v.object({
  SourceArn: arn,
  DestinationArn: v.optional(arn),
  MaxNumberOfMessagesPerSecond: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_PER_SECOND))),
});
const listSchema = v.object({
  SourceArn: arn,
  MaxResults: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_RESULTS)), 1),
});
const cancelSchema = v.object({ TaskHandle: arn });
const handleSchema = v.pipe(v.string(), v.parseJson(), v.object({ taskId: v.string() }));

export type MoveTaskAction = (input: unknown) => Readonly<Record<string, unknown>>;

/**
 * The message move tasks of SQS, with which a team redrives a dead-letter queue. The engine has none.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 */
export const createMoveTasks = (
  store: QueueStore,
  sources: OriginalSources,
): Readonly<Record<string, MoveTaskAction>> => {
  /** The newest first. */
  const tasks: MoveTask[] = [];

  const start: MoveTaskAction = (input) => {
    const { SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond } = parse(startSchema, input);
    const source = findQueue(store, SourceArn, 'SourceArn');
    if (!isDlq(store, source)) throw invalid('Source queue must be configured as a Dead Letter Queue.');
    const destination = DestinationArn === undefined ? undefined : findQueue(store, DestinationArn, 'DestinationArn');
    if (destination && destination.isFifo() !== source.isFifo())
      throw invalid('The source queue and destination queue must be of the same queue type.');
    if (tasks.some((task) => task.source === source && task.status === 'RUNNING'))
      throw invalid(
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      );
    const task: MoveTask = {
      id: randomUUID(),
      source,
      destinationArn: DestinationArn,
      perSecond: MaxNumberOfMessagesPerSecond,
      startedAt: Date.now(),
      toMove: Number(source.getAllAttributes([VISIBLE])[VISIBLE]),
      moved: 0,
      status: 'RUNNING',
    };
    tasks.unshift(task);
    void run(task).catch(() => {
      task.status = 'FAILED';
    });
    return { TaskHandle: handleOf(task) };
  };

  const run = async (task: MoveTask): Promise<void> => {
    while (task.status === 'RUNNING') {
      task.status = task.moved < task.toMove ? moveNext(task) : 'COMPLETED';
      await delay(1000 / (task.perSecond ?? MAX_PER_SECOND));
    }
  };

  const moveNext = (task: MoveTask): MoveTask['status'] => {
    const { source, destinationArn } = task;
    const [received] = source.dequeue(1);
    if (!received) return 'COMPLETED';
    const message = source.inflightMessages.get(received.ReceiptHandle)?.message;
    const arn = destinationArn ?? (message && sources.get(message));
    const destination = arn === undefined ? undefined : store.getQueueByArn(arn);
    if (!message || !destination) {
      source.changeVisibility(received.ReceiptHandle, 0);
      task.failureReason =
        arn === undefined ? 'CouldNotDetermineMessageSource' : 'AWS.SimpleQueueService.NonExistentQueue';
      return 'FAILED';
    }
    destination.enqueue(asNew(message, destination));
    source.deleteMessage(received.ReceiptHandle);
    task.moved++;
    return 'RUNNING';
  };

  const list: MoveTaskAction = (input) => {
    const { SourceArn, MaxResults } = parse(listSchema, input);
    const source = findQueue(store, SourceArn, 'SourceArn');
    return {
      Results: tasks
        .filter((task) => task.source === source)
        .slice(0, MaxResults)
        .map(describe),
    };
  };

  const cancel: MoveTaskAction = (input) => {
    const { TaskHandle } = parse(cancelSchema, input);
    const handle = v.safeParse(handleSchema, Buffer.from(TaskHandle, 'base64').toString());
    if (!handle.success) throw invalid('Value for parameter TaskHandle is invalid.');
    const task = tasks.find(({ id }) => id === handle.output.taskId);
    if (!task) throw new MoveTaskError('ResourceNotFoundException', 'Task does not exist.', 404);
    if (task.status !== 'RUNNING') throw invalid('Only active tasks can be cancelled.');
    task.status = 'CANCELLED';
    return { ApproximateNumberOfMessagesMoved: task.moved };
  };

  return { StartMessageMoveTask: start, ListMessageMoveTasks: list, CancelMessageMoveTask: cancel };
};

const VISIBLE = 'ApproximateNumberOfMessages';

const invalid = (message: string): MoveTaskError => new MoveTaskError('InvalidParameterValue', message);

const parse = <Schema extends v.GenericSchema>(schema: Schema, input: unknown): v.InferOutput<Schema> => {
  const { success, output, issues } = v.safeParse(schema, input);
  if (success) return output;
  throw invalid(issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`).join('; '));
};

const findQueue = (store: QueueStore, queueArn: string, parameter: string): Queue => {
  const queue = store.getQueueByArn(queueArn);
  if (queue) return queue;
  const message = `The resource that you specified for the ${parameter} parameter doesn't exist.`;
  throw new MoveTaskError('ResourceNotFoundException', message, 404);
};

const policySchema = v.pipe(v.string(), v.parseJson(), v.object({ deadLetterTargetArn: v.string() }));

const isDlq = (store: QueueStore, { arn: dlqArn }: Queue): boolean =>
  [...store.allQueues()].some(({ attributes }) => {
    const policy = v.safeParse(policySchema, attributes.RedrivePolicy);
    return policy.success && policy.output.deadLetterTargetArn === dlqArn;
  });

/** SQS gives a moved message a new id and a new time. Its receives start at 0. */
const asNew = (message: StoredMessage, destination: Queue): StoredMessage => {
  const { body, md5OfBody, messageAttributes, md5OfMessageAttributes, messageGroupId, messageDeduplicationId } =
    message;
  return {
    messageId: randomUUID(),
    ...{ body, md5OfBody, messageAttributes, md5OfMessageAttributes },
    ...(messageGroupId === undefined ? {} : { messageGroupId }),
    ...(messageDeduplicationId === undefined ? {} : { messageDeduplicationId }),
    ...(destination.isFifo() ? { sequenceNumber: destination.nextSequenceNumber() } : {}),
    sentTimestamp: Date.now(),
    approximateReceiveCount: 0,
  };
};

const handleOf = ({ id, source }: MoveTask): string =>
  Buffer.from(JSON.stringify({ taskId: id, sourceArn: source.arn })).toString('base64');

/** The entry of a task in the list. Only a running task has its handle. */
const describe = (task: MoveTask): Record<string, unknown> => ({
  ...(task.status === 'RUNNING' ? { TaskHandle: handleOf(task) } : {}),
  Status: task.status,
  SourceArn: task.source.arn,
  ...(task.destinationArn === undefined ? {} : { DestinationArn: task.destinationArn }),
  ...(task.perSecond === undefined ? {} : { MaxNumberOfMessagesPerSecond: task.perSecond }),
  ApproximateNumberOfMessagesMoved: task.moved,
  ApproximateNumberOfMessagesToMove: task.toMove,
  ...(task.failureReason === undefined ? {} : { FailureReason: task.failureReason }),
  StartedTimestamp: task.startedAt,
});
