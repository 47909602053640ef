import { createDesk } from '../../../lambda/importer/desk.ts';
import { MAX_UPLOAD_BYTES, PAGE_LINES } from '../../../lambda/importer/limits.ts';
import { logName } from '../../../lambda/order/identity.ts';
import { apiRequest, postOrder } from '../../support/api.ts';
import { anImport, anOrderLine, createStore, IMPORT_ID } from '../../support/imports.ts';
import { recordingLog } from '../../support/log.ts';
import { FIRST_RECEIVED_AT } from '../../support/sqs.ts';

const NEW_ID = '018f4e2a-0000-4000-8000-0a1b2c3d4e5f';

type Store = ReturnType<typeof createStore>['store'];

const aDesk = (store: Store) => {
  const { log, lines } = recordingLog();
  return { answer: createDesk({ store, newId: () => NEW_ID, now: () => FIRST_RECEIVED_AT, log }), lines };
};

const open = async (body: unknown, store = createStore('', 'csv').store) => {
  const { statusCode, headers, body: text } = await aDesk(store).answer(postOrder(body, { resource: '/imports' }));
  return { statusCode, headers, body: JSON.parse(text) };
};

const report = async (store: Store, importId = IMPORT_ID, page?: string) => {
  const { statusCode, body } = await aDesk(store).answer(
    apiRequest({
      httpMethod: 'GET',
      resource: '/imports/{importId}',
      pathParameters: { importId },
      queryStringParameters: page === undefined ? null : { page },
    }),
  );
  return { statusCode, body: JSON.parse(body) };
};

describe('POST /imports', () => {
  it('answers an upload for one file of this length and type, with the location of its report', async () => {
    const { store } = createStore('', 'csv');
    const signed: unknown[] = [];
    const signUpload: Store['signUpload'] = async (upload) => {
      signed.push(upload);
      return { method: 'PUT', url: 'https://s3/upload', headers: { 'Content-Length': '5' } };
    };

    const { statusCode, headers, body } = await open({ format: 'csv', bytes: 5 }, { ...store, signUpload });

    expect(statusCode).toBe(201);
    expect(headers).toMatchObject({ Location: `/imports/${NEW_ID}` });
    expect(body).toMatchObject({
      ...{ importId: NEW_ID, status: 'waiting', format: 'csv', bytes: 5, lines: 0, accepted: 0, refused: 0 },
      upload: { method: 'PUT', url: 'https://s3/upload', headers: { 'Content-Length': '5' } },
    });
    expect(Date.parse(body.upload.expiresAt) - FIRST_RECEIVED_AT).toBe(15 * 60_000);
    expect(signed).toEqual([{ importId: NEW_ID, bytes: 5, contentType: 'text/csv' }]);
    expect(await store.read(NEW_ID)).toMatchObject({ state: { status: 'waiting', bytes: 5 } });
  });

  it.each([
    ['/bytes', { format: 'csv', bytes: 0 }],
    ['/bytes', { format: 'csv', bytes: MAX_UPLOAD_BYTES + 1 }],
    ['/format', { format: 'xml', bytes: 1 }],
    ['/more', { format: 'csv', bytes: 1, more: 1 }],
  ])('refuses a request with a fault at %s: %j', async (pointer, request) => {
    const { statusCode, body } = await open(request);
    expect(statusCode).toBe(422);
    expect(body.errors).toEqual([{ pointer, detail: expect.any(String) }]);
  });

  it('takes the largest upload', async () => {
    expect(await open({ format: 'ndjson', bytes: MAX_UPLOAD_BYTES })).toMatchObject({ statusCode: 201 });
  });

  it('answers 500 with a log line if an import cannot be created', async () => {
    const { store } = createStore('', 'csv');
    const create = async () => {
      throw new Error('on purpose');
    };
    const { answer, lines } = aDesk({ ...store, create });
    const request = postOrder({ format: 'csv', bytes: 1 }, { resource: '/imports' });
    expect(await answer(request)).toMatchObject({ statusCode: 500 });
    expect(lines).toMatchObject([{ level: 'error', event: 'import.unanswered' }]);
  });
});

it('logs a new import without its id, which is the credential of its orders', async () => {
  const { answer, lines } = aDesk(createStore('', 'csv').store);
  await answer(postOrder({ format: 'csv', bytes: 1 }, { resource: '/imports' }));
  expect(lines).toMatchObject([{ event: 'import.opened', fields: { import: logName(NEW_ID) } }]);
  expect(JSON.stringify(lines)).not.toContain(NEW_ID);
});

it('logs the route of a call that fails, and not the id of the import in its path', async () => {
  const { store } = createStore('', 'csv');
  const read = async () => {
    throw new Error('on purpose');
  };
  const { answer, lines } = aDesk({ ...store, read });
  await answer(
    apiRequest({
      ...{ httpMethod: 'GET', resource: '/imports/{importId}', pathParameters: { importId: IMPORT_ID } },
      path: `/imports/${IMPORT_ID}`,
    }),
  );
  expect(lines).toMatchObject([{ fields: { route: 'GET /imports/{importId}' } }]);
  expect(JSON.stringify(lines)).not.toContain(IMPORT_ID);
});

describe('GET /imports/{importId}', () => {
  it('reports an import that waits for its upload', async () => {
    const { store } = createStore('x', 'csv');
    expect(await report(store)).toMatchObject({ statusCode: 200, body: { status: 'waiting', refusedLines: [] } });
  });

  it('finds an import by its id in any case', async () => {
    const { store } = createStore('x', 'csv');
    expect(await report(store, IMPORT_ID.toUpperCase())).toMatchObject({ body: { importId: IMPORT_ID } });
  });

  it('reports every refused line once, page by page', async () => {
    // GIVEN a file whose every second line is bad, on more than two pages
    const bad = 2 * PAGE_LINES + 1;
    const { store, deliver } = anImport(`${anOrderLine()}\n{}\n`.repeat(bad));
    await deliver();

    // WHEN
    const pages = [await report(store), await report(store, IMPORT_ID, '2'), await report(store, IMPORT_ID, '3')];

    // THEN
    expect(pages.map(({ body }) => body.nextPage)).toEqual([2, 3, undefined]);
    expect(pages.map(({ body }) => body.refusedLines.length)).toEqual([PAGE_LINES, PAGE_LINES, 1]);
    const lines = pages.flatMap(({ body }) => body.refusedLines.map(({ line }: { line: number }) => line));
    expect(lines).toEqual(Array.from({ length: bad }, (_, n) => 2 * n + 2));
    expect(pages[0]?.body).toMatchObject({ status: 'done', lines: 2 * bad, accepted: bad, refused: bad });
    expect(pages[0]?.body).not.toHaveProperty('offset');
  });

  it('keeps every refused line across pages when the importer is interrupted', async () => {
    const bad = 10 * PAGE_LINES + 1;
    const { store, deliver, readRefused } = anImport('{}\n'.repeat(bad));
    let saves = 0;
    const onSave = (): void => {
      if (++saves > 1) throw new Error('a crash');
    };
    await deliver({ onSave }).catch(() => undefined);
    await deliver();
    expect((await readRefused()).map(({ line }) => line)).toEqual(Array.from({ length: bad }, (_, n) => n + 1));
    expect(await report(store, IMPORT_ID, '11')).toMatchObject({ body: { refusedLines: [{ line: bad }] } });
  });

  it.each(['nobody', NEW_ID])('answers 404 for an unknown import: %s', async (importId) => {
    const { store } = createStore('', 'csv');
    expect(await report(store, importId)).toMatchObject({ statusCode: 404 });
  });

  it.each(['0', '2', '1.5', 'x', ''])("answers 404 for a page that is not there: '%s'", async (page) => {
    const { store } = createStore('', 'csv');
    expect(await report(store, IMPORT_ID, page)).toMatchObject({ statusCode: 404 });
  });
});
