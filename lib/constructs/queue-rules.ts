import type { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type Allowed, enforce, type Refusal } from './rules.ts';

export type QueueNumbers = {
  readonly fifo: boolean;
  readonly retention: Duration;
  readonly dlqRetention: Duration;
  /** Whether the dead-letter queue is a FIFO queue. */
  readonly dlqFifo: boolean;
};

const LEAST_RETENTION_SECONDS = 60;
const MOST_RETENTION_SECONDS = 14 * 86_400;

/**
 * Checks a queue and its dead-letter queue.
 *
 * @throws Error for the first rule that is broken and not allowed
 */
export const checkQueue = (scope: Construct, numbers: QueueNumbers, allowed: Allowed): void =>
  enforce(scope, allowed, [
    ...refuseRetention('retention', numbers.retention),
    ...refuseRetention('dlqRetention', numbers.dlqRetention),
    ...refuseDlqKind(numbers),
    ...refuseDlqRetention(numbers),
  ]);

const refuseRetention = (name: string, duration: Duration): Refusal[] => {
  const seconds = duration.toSeconds();
  if (seconds >= LEAST_RETENTION_SECONDS && seconds <= MOST_RETENTION_SECONDS) return [];
  const expected = `${LEAST_RETENTION_SECONDS} s to ${MOST_RETENTION_SECONDS} s (14 days)`;
  return [{ sentence: `${name} should be ${expected}, got ${seconds} s: choose a time that SQS accepts` }];
};

const refuseDlqKind = ({ fifo, dlqFifo }: QueueNumbers): Refusal[] => {
  if (fifo === dlqFifo) return [];
  const kindOf = (isFifo: boolean): string => (isFifo ? 'FIFO' : 'standard');
  return [
    {
      sentence:
        `dlq should be a ${kindOf(fifo)} queue like its source, got a ${kindOf(dlqFifo)} queue: ` +
        'leave dlq out, or pass one of the same kind',
    },
  ];
};

const refuseDlqRetention = ({ fifo, retention, dlqRetention }: QueueNumbers): Refusal[] => {
  // A FIFO queue's message gets a new timestamp when it is moved, but the same rule keeps the numbers simple.
  if (dlqRetention.toSeconds() > retention.toSeconds()) return [];
  const why = fifo ? 'so that an operator has time for it' : 'because a message keeps its first timestamp there';
  return [
    {
      rule: 'dlq-retention',
      sentence:
        `dlqRetention should be longer than retention (${retention.toSeconds()} s), got ${dlqRetention.toSeconds()} s: ` +
        `raise it, ${why}`,
    },
  ];
};
