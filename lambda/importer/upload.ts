import * as v from 'valibot';
import { PermanentError } from '../errors.ts';
import { UPLOAD_PREFIX } from './limits.ts';

/** A finished upload. `etag` names its content. */
export type Upload = { readonly importId: string; readonly bytes: number; readonly etag: string };

const KEY = new RegExp(`^${UPLOAD_PREFIX}([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$`);

const eventSchema = v.object({
  Records: v.strictTuple([
    v.object({
      s3: v.object({
        object: v.object({ key: v.pipe(v.string(), v.regex(KEY)), size: v.number(), eTag: v.string() }),
      }),
    }),
  ]),
});
const testSchema = v.object({ Event: v.literal('s3:TestEvent') });

/**
 * The upload of an S3 event; nothing for the test event, which S3 sends once a bucket begins to notify.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 * @throws PermanentError for any other message
 */
export const decodeUpload = (body: string): Upload | undefined => {
  const input = jsonIn(body);
  if (v.is(testSchema, input)) return undefined;
  const event = v.safeParse(eventSchema, input);
  if (!event.success)
    throw new PermanentError('not-an-upload', 'the message should tell of one upload, got another one');
  const { key, size, eTag } = event.output.Records[0].s3.object;
  return { importId: key.slice(UPLOAD_PREFIX.length), bytes: size, etag: `"${eTag}"` };
};

const jsonIn = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    throw new PermanentError('not-json', 'the body should be JSON, got text that is not JSON');
  }
};
