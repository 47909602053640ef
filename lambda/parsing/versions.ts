import * as v from 'valibot';
import { PermanentError, TransientError } from '../errors.ts';
import type { Parsed } from './schema.ts';

/** Checks an input of one version, and converts it to the current version. */
export type ReadVersion<Message> = (input: unknown) => Parsed<Message>;

/** Decodes a body. @throws PermanentError if it is unreadable, TransientError if a newer release wrote it */
export type Decode<Message> = (body: string) => Message;

const versionSchema = v.looseObject({ v: v.pipe(v.number(), v.integer(), v.minValue(1)) });

const json = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    // The error of JSON.parse quotes the body, which can hold personal data.
    throw new PermanentError('not-json', 'the body should be JSON, got text that is not JSON');
  }
};

/**
 * Creates a decoder of every version ever shipped: a message may have waited in a dead-letter queue since an earlier release.
 * Its errors give the pointer and the expected value, never the received one (P7). A body without a version is read as the
 * newest.
 *
 * @param versions the reader of each version, version 1 first; add new ones at the end and remove none
 */
export const createDecode =
  <Message>(...versions: readonly [ReadVersion<Message>, ...ReadVersion<Message>[]]): Decode<Message> =>
  (body) => {
    const input = json(body);
    const parsedVersion = v.safeParse(versionSchema, input);
    const version = parsedVersion.success ? parsedVersion.output.v : versions.length;
    const read = versions[version - 1];
    if (!read) throw new TransientError('newer-version', `v should be at most ${versions.length}, got ${version}`);
    const parsed = read(input);
    if (parsed.kind === 'valid') return parsed.value;
    const faults = parsed.faults.map(({ pointer, detail }) => `${pointer}: ${detail}`);
    throw new PermanentError('malformed', faults.join('; '));
  };
