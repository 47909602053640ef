import * as v from 'valibot';
import type { StuckFailure } from '../aws/stuck-records.ts';
import { time } from '../parsing/schema.ts';

const failureSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.looseObject({
    code: v.pipe(v.string(), v.nonEmpty()),
    message: v.pipe(v.string(), v.nonEmpty()),
    quarantinedAt: time,
  }),
);

/** The attribute `failure` of a dead letter; nothing if it has none, or one that this system does not write. */
export const parseFailure = (attribute: string | undefined): v.InferOutput<typeof failureSchema> | undefined => {
  const { success, output } = v.safeParse(failureSchema, attribute);
  return success ? output : undefined;
};

/** The failure of the record, from the attribute of its dead letter. SQS writes none when it moves a message itself. */
export const failureIn = (attribute: string | undefined, now: number): StuckFailure => {
  const failure = parseFailure(attribute);
  if (failure) return { code: failure.code, message: failure.message, at: failure.quarantinedAt };
  const message = 'the message should be acknowledged within the receives that its queue allows, got more';
  return { code: 'exhausted', message, at: new Date(now).toISOString() };
};
