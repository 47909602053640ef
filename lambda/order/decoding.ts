import * as v from 'valibot';
import { PermanentError, TransientError } from './errors.ts';
import { parse } from './schema.ts';

const versionSchema = v.looseObject({ v: v.pipe(v.number(), v.integer()) });

const json = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new PermanentError('not-json', 'the body should be JSON, and is not', { cause });
  }
};

/**
 * Reads what another function of this system wrote, as this schema has it.
 *
 * @param newest the newest version that this release knows
 * @throws PermanentError when it can never be read; it names the pointer and what was expected, never the value
 * @throws TransientError when it was written by a newer release than this one: a release in mid-deploy, or a rollback
 */
export const decodeBody = <Schema extends v.GenericSchema>(
  body: string,
  { schema, newest }: { readonly schema: Schema; readonly newest: number },
): v.InferOutput<Schema> => {
  const input = json(body);
  const version = v.safeParse(versionSchema, input);
  if (version.success && version.output.v > newest)
    throw new TransientError('newer-version', `v should be at most ${newest}, got ${version.output.v}`);
  const parsed = parse(schema, input, { values: 'hidden' });
  if (parsed.kind === 'valid') return parsed.value;
  const faults = parsed.faults.map(({ pointer, detail }) => `${pointer}: ${detail}`);
  throw new PermanentError('malformed', faults.join('; '));
};
