import { Readable } from 'node:stream';
import { NoSuchKey, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { sdkStreamMixin } from '@smithy/core/serde';
import { createImportStore } from '../../../lambda/aws/import-store.ts';
import { newState } from '../../../lambda/importer/state.ts';
import { stubAws } from '../../support/aws-stub.ts';
import { IMPORT_ID } from '../../support/imports.ts';

const LIMITS = { attempts: 1, milliseconds: 1000 };
const state = newState({ importId: IMPORT_ID, format: 'csv', bytes: 9 }, 0);
const upload = { importId: IMPORT_ID, bytes: 9, etag: '"content"' };

const refused = (status: number): S3ServiceException =>
  new S3ServiceException({ name: 'Refused', $fault: 'client', $metadata: { httpStatusCode: status } });
const missing = (): NoSuchKey => new NoSuchKey({ message: 'no such key', $metadata: { httpStatusCode: 404 } });

const bodyOf = (text: string) => sdkStreamMixin(Readable.from([Buffer.from(text)]));

/** A store over an S3 that answers so, or throws this error. */
const aStore = (answer: object | Error) => {
  const { connect, calls } = stubAws(() => {
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { store: createImportStore({ client: connect.s3(LIMITS), bucketName: 'imports' }), calls };
};

it('creates a state once', async () => {
  const { store, calls } = aStore({});
  await store.create(state);
  expect(calls).toMatchObject([
    { call: 's3 PutObject', input: { Bucket: 'imports', Key: `imports/${IMPORT_ID}/state.json`, IfNoneMatch: '*' } },
  ]);
});

it('has created a state when the answer to its first try was lost, and the second finds it', async () => {
  await expect(aStore(refused(412)).store.create(state)).resolves.toBeUndefined();
});

it('reads a state with its version', async () => {
  const { store } = aStore({ Body: bodyOf(JSON.stringify(state)), ETag: '"7"' });
  expect(await store.read(IMPORT_ID)).toEqual({ state, etag: '"7"' });
});

it('reads nothing for an unknown import', async () => {
  expect(await aStore(missing()).store.read(IMPORT_ID)).toBeUndefined();
});

it('replaces the version of a state that was read, and answers the new one', async () => {
  const { store, calls } = aStore({ ETag: '"8"' });
  expect(await store.save(state, '"7"')).toBe('"8"');
  expect(calls).toMatchObject([{ input: { IfMatch: '"7"', Body: JSON.stringify(state) } }]);
});

it.each([412, 409])('replaces no other version of a state: S3 answers %d', async (status) => {
  expect(await aStore(refused(status)).store.save(state, '"7"')).toBeUndefined();
});

it('throws when S3 fails', async () => {
  const failing = aStore(new Error('socket hang up')).store;
  const call = { service: 's3', code: 'unavailable' };
  await expect(failing.read(IMPORT_ID)).rejects.toMatchObject({ ...call, operation: 'GetObject' });
  await expect(failing.create(state)).rejects.toMatchObject({ ...call, operation: 'PutObject' });
  await expect(failing.save(state, '"7"')).rejects.toMatchObject({ ...call, operation: 'PutObject' });
  await expect(failing.writePage(IMPORT_ID, 1, [])).rejects.toMatchObject({ ...call, operation: 'PutObject' });
  await expect(failing.readPage(IMPORT_ID, 1)).rejects.toMatchObject({ ...call, operation: 'GetObject' });
  await expect(failing.readUpload(upload, 0, 9)).rejects.toMatchObject(call);
});

it('reads a part of an upload, and of its content only', async () => {
  const { store, calls } = aStore({ Body: bodyOf('part') });
  expect((await store.readUpload(upload, 2, 6)).toString()).toBe('part');
  expect(calls).toMatchObject([{ input: { Key: `uploads/${IMPORT_ID}`, Range: 'bytes=2-5', IfMatch: '"content"' } }]);
});

it.each([
  ['upload-missing', missing()],
  ['upload-changed', refused(412)],
])('throws %s for an upload that is not there any more', async (code, error) => {
  await expect(aStore(error).store.readUpload(upload, 0, 9)).rejects.toMatchObject({ name: 'PermanentError', code });
});

it('writes and reads a page of refused lines', async () => {
  const lines = [{ line: 2, errors: [{ pointer: '/a', detail: 'a fault' }] }];
  const { store, calls } = aStore({});
  await store.writePage(IMPORT_ID, 3, lines);
  const [{ input } = { input: {} }] = calls;
  expect(input).toMatchObject({ Key: `imports/${IMPORT_ID}/refused-3.ndjson`, Body: `${JSON.stringify(lines[0])}\n` });
  const { Body } = Object(input);
  expect(await aStore({ Body: bodyOf(Body) }).store.readPage(IMPORT_ID, 3)).toEqual(lines);
});

it('signs the length, the type and that the upload is the first one', async () => {
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c' };
  const client = new S3Client({ region: 'eu-central-1', credentials, requestChecksumCalculation: 'WHEN_REQUIRED' });
  const store = createImportStore({ client, bucketName: 'imports' });

  const { method, url, headers } = await store.signUpload({ importId: IMPORT_ID, bytes: 9, contentType: 'text/csv' });

  const query = Object.fromEntries(new URL(url).searchParams);
  expect(method).toBe('PUT');
  expect(headers).toEqual({ 'Content-Length': '9', 'Content-Type': 'text/csv', 'If-None-Match': '*' });
  expect(query).toMatchObject({
    'X-Amz-SignedHeaders': 'content-length;content-type;host;if-none-match',
    'X-Amz-Expires': '900',
  });
  expect(Object.keys(query).filter((name) => /checksum/i.test(name))).toEqual([]);
});
