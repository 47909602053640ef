import { setTimeout as delay } from 'node:timers/promises';
import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { Failure } from '../failure.ts';
import type { TargetQueue } from '../target/queues.ts';

export type MoveTaskOptions = {
  readonly sqs: SQSClient;
  readonly queue: TargetQueue;
  /** The most messages a second, at most {@link MAX_TASK_RATE}. */
  readonly rate: number | undefined;
  /** Cancels the task. */
  readonly signal: AbortSignal;
  readonly onMoved: (count: number) => void;
};

export type MoveTaskResult = {
  readonly status: 'completed' | 'cancelled' | 'failed';
  readonly moved: number;
  readonly reason?: string;
};

/** The highest rate that SQS takes. */
export const MAX_TASK_RATE = 500;
const POLL_MILLISECONDS = 500;

/**
 * Moves all messages of a dead-letter queue by SQS's own move task. It names the destination, because SQS knows the source only of
 * messages that it moved itself. SQS goes on if this process ends: the next call follows the task that runs.
 */
export const moveAll = async (options: MoveTaskOptions): Promise<MoveTaskResult> => {
  const { sqs, queue, signal, onMoved } = options;
  const before = await newestTask(sqs, queue);
  const followed = runningTask(queue, before);
  const handle = followed?.TaskHandle ?? (await start(options));
  // The list can lag behind the start.
  const isOurs = (task: Task | undefined): task is Task =>
    task !== undefined && (followed !== undefined || task.StartedTimestamp !== before?.StartedTimestamp);
  for (let told = 0; ; ) {
    const task = await newestTask(sqs, queue);
    const moved = isOurs(task) ? (task.ApproximateNumberOfMessagesMoved ?? 0) : 0;
    onMoved(moved - told);
    told = moved;
    if (isOurs(task) && task.Status !== 'RUNNING' && task.Status !== 'CANCELLING') return resultOf(task, moved);
    if (signal.aborted && task?.Status !== 'CANCELLING') return cancel(sqs, handle, moved);
    // Ctrl-C ends one pause. The pauses after it wait for a task that somebody else has cancelled.
    await delay(POLL_MILLISECONDS, undefined, signal.aborted ? {} : { signal }).catch(() => undefined);
  }
};

type Task = ListMessageMoveTasksResultEntry;

const start = async ({ sqs, queue, rate }: MoveTaskOptions): Promise<string | undefined> => {
  const { TaskHandle } = await sqs.send(
    new StartMessageMoveTaskCommand({
      SourceArn: queue.dlqArn,
      DestinationArn: queue.arn,
      ...(rate === undefined ? {} : { MaxNumberOfMessagesPerSecond: rate }),
    }),
  );
  return TaskHandle;
};

/** The task that runs already, if it moves to the same queue. @throws Failure if it moves to another one */
const runningTask = (queue: TargetQueue, task: Task | undefined): Task | undefined => {
  if (task?.Status !== 'RUNNING') return undefined;
  if (task.DestinationArn === queue.arn) return task;
  throw new Failure(
    'no',
    `a move task of ${queue.dlqArn} should move to ${queue.arn}, got one to ${task.DestinationArn}: wait for its end, or cancel it`,
  );
};

const newestTask = async (sqs: SQSClient, { dlqArn }: TargetQueue) => {
  const { Results = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: dlqArn, MaxResults: 1 }));
  return Results[0];
};

const cancel = async (sqs: SQSClient, TaskHandle: string | undefined, told: number): Promise<MoveTaskResult> => {
  const { ApproximateNumberOfMessagesMoved: moved = told } = await sqs.send(
    new CancelMessageMoveTaskCommand({ TaskHandle }),
  );
  return { status: 'cancelled', moved };
};

const resultOf = (task: Task, moved: number): MoveTaskResult => {
  if (task.Status === 'COMPLETED') return { status: 'completed', moved };
  if (task.Status === 'CANCELLED') return { status: 'cancelled', moved };
  return { status: 'failed', moved, reason: task.FailureReason ?? 'unknown' };
};
