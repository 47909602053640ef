import { PermanentError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { LineDeps } from './log-line.ts';
import type { Outcome, RecordHandler } from './record-handler.ts';

/** The handler, for messages that were not received too often. A result that is no outcome fails the record. */
export const guardHandler =
  (handleRecord: RecordHandler, maxReceives: number): RecordHandler =>
  async (record, context) => {
    // A message behind another one of its group is received with every retry of that one.
    if (context.first && context.receiveCount > maxReceives)
      throw new PermanentError(
        'exhausted',
        `the message should be acknowledged within ${maxReceives} receives, got ${context.receiveCount}`,
      );
    const outcome = await handleRecord(record, context);
    if (!isOutcome(outcome)) throw new TypeError(`a handler should return ACKNOWLEDGED, got ${typeof outcome}`);
    return outcome;
  };

const isOutcome = (value: unknown): value is Outcome =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  (value.kind === 'acknowledged' || value.kind === 'failed');

/** A message that cannot be inspected has no names. */
export const guardInspect =
  (inspect: LineDeps['inspect']): LineDeps['inspect'] =>
  (record) => {
    try {
      return inspect(record);
    } catch {
      return { names: {} };
    }
  };

/** A log line must not fail the work that it describes. */
export const guardLog =
  (log: Log): Log =>
  (...line) => {
    try {
      log(...line);
    } catch {
      // Nothing is left that could report it.
    }
  };

/** An error that cannot be examined is no outage. */
export const guardIsOutage =
  (isOutage: (error: unknown) => boolean) =>
  (error: unknown): boolean => {
    try {
      return isOutage(error);
    } catch {
      return false;
    }
  };
