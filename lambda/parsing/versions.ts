import * as v from 'valibot';
import { PermanentError, TransientError } from '../errors.ts';
import type { Parsed } from './schema.ts';

/** Checks an input of one version, and turns it into what this release works with. */
export type ReadVersion<Message> = (input: unknown) => Parsed<Message>;

/** A decoder of bodies. It throws a PermanentError for what can never be read, and a TransientError for what a newer release wrote. */
export type Decode<Message> = (body: string) => Message;

const versionSchema = v.looseObject({ v: v.pipe(v.number(), v.integer(), v.minValue(1)) });

const json = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new PermanentError('not-json', 'the body should be JSON, and is not', { cause });
  }
};

/**
 * Makes a decoder of every version ever shipped: a message may have waited in a dead-letter queue while its writer was replaced.
 * What is wrong with a body is named by its pointer and what was expected, never by its value (P7). What has no version is held
 * against the newest.
 *
 * @param versions how each of them is read, that of version 1 first: a new one is put behind them, and none is taken away
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
