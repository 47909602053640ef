import { moveAll } from '../../dead-letters/move-task.ts';
import { aQueue, stubSqs } from '../support/letters.ts';

const queue = aQueue();
const forever = new AbortController().signal;
const task = (Status: string, moved = 0, more: object = {}) => ({
  ...{ Status, ApproximateNumberOfMessagesMoved: moved, DestinationArn: queue.arn, StartedTimestamp: 2 },
  ...more,
});

const earlier = task('COMPLETED', 3, { StartedTimestamp: 1 });

/** SQS with these answers about the newest task, the last one again and again. */
const move = async (tasks: readonly object[], signal = forever, rate: number | undefined = undefined) => {
  const left = [...tasks];
  const { sqs, inputsOf } = stubSqs((operation) => {
    if (operation === 'ListMessageMoveTasks') return { Results: [left.length > 1 ? left.shift() : left[0]] };
    if (operation === 'CancelMessageMoveTask') return { ApproximateNumberOfMessagesMoved: 7 };
    return { TaskHandle: 'started' };
  });
  let moved = 0;
  const onMoved = (count: number): void => {
    moved += count;
  };
  return { result: await moveAll({ sqs, queue, rate, signal, onMoved }), inputsOf, moved };
};

it('names the queue as the destination, with the rate, and tells the progress', async () => {
  const { result, inputsOf, moved } = await move(
    [earlier, earlier, task('RUNNING', 2), task('COMPLETED', 9)],
    forever,
    5,
  );
  expect(inputsOf('StartMessageMoveTask')).toEqual([
    { SourceArn: queue.dlqArn, DestinationArn: queue.arn, MaxNumberOfMessagesPerSecond: 5 },
  ]);
  expect({ result, moved }).toEqual({ result: { status: 'completed', moved: 9 }, moved: 9 });
});

it('follows a task that an earlier command has started', async () => {
  const { result, inputsOf } = await move([task('RUNNING', 1, { TaskHandle: 'earlier' }), task('COMPLETED', 4)]);
  expect(inputsOf('StartMessageMoveTask')).toEqual([]);
  expect(result).toEqual({ status: 'completed', moved: 4 });
});

it('refuses to work beside a task to another queue', async () => {
  await expect(move([task('RUNNING', 1, { DestinationArn: 'arn:another' })])).rejects.toThrow('got one to arn:another');
});

it('cancels its task when it is interrupted', async () => {
  const { result, inputsOf } = await move([earlier, task('RUNNING', 2)], AbortSignal.abort());
  expect(inputsOf('CancelMessageMoveTask')).toEqual([{ TaskHandle: 'started' }]);
  expect(result).toEqual({ status: 'cancelled', moved: 7 });
});

it('waits between its looks at a task that somebody else has cancelled, also after it is interrupted', async () => {
  const began = performance.now();
  const tasks = [task('RUNNING', 1), task('CANCELLING', 2), task('CANCELLING', 2), task('CANCELLED', 3)];
  const { result, inputsOf } = await move(tasks, AbortSignal.abort());
  expect(performance.now() - began).toBeGreaterThan(900);
  expect(inputsOf('CancelMessageMoveTask')).toEqual([]);
  expect(result).toEqual({ status: 'cancelled', moved: 3 });
});

it('tells why SQS ended a task', async () => {
  const failed = task('FAILED', 2, { FailureReason: 'AccessDenied' });
  expect((await move([earlier, failed])).result).toEqual({
    status: 'failed',
    moved: 2,
    reason: 'AccessDenied',
  });
});
