import * as v from 'valibot';
import { parse } from './schema.ts';

/** A stored value is not one that this release reads: a newer release wrote it, or it is damaged. The message holds no value (P7). */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
  /** The JSON pointers of the faults (RFC 6901), as text. */
  readonly places: string;
  constructor(what: string, pointers: readonly string[]) {
    const places = pointers.map((pointer) => pointer || 'its top level').join(', ');
    super(`${what} should be one that this release reads, got a fault at ${places}`);
    this.places = places;
  }
}

/**
 * Decodes what this system has stored.
 *
 * @param what the stored thing, for the error: "the record"
 * @throws UnreadableError with the places of the faults
 */
export const decodeStored = <Schema extends v.GenericSchema>(
  schema: Schema,
  stored: unknown,
  what: string,
): v.InferOutput<Schema> => {
  const parsed = parse(schema, stored, { values: 'hidden' });
  if (parsed.kind === 'valid') return parsed.value;
  throw new UnreadableError(
    what,
    parsed.faults.map(({ pointer }) => pointer),
  );
};

/** Decodes a stored text of JSON, as {@link decodeStored}. It does not call `JSON.parse` itself, whose error quotes the text. */
export const decodeStoredJson = <Schema extends v.GenericSchema>(
  schema: Schema,
  text: string,
  what: string,
): v.InferOutput<Schema> => decodeStored(v.pipe(v.string(), v.parseJson(), schema), text, what);
