import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buildSync, type Metafile } from 'esbuild';
import { baristaVariables } from '../../lambda/environment.ts';
import { work } from '../../lambda/product/index.ts';
import { bundleOptions } from '../../lib/bundle.ts';
import { lambdaContext, sqsEvent, sqsRecord } from '../support/sqs.ts';

let folder: string;
let chunks: readonly string[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chunks-'));
  const { metafile } = buildSync({ ...bundleOptions('barista'), outdir: folder, metafile: true });
  chunks = chunksOf(metafile, 'lambda/aws/lazy/sqs.ts');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The files that a part loads later, its own and those that it imports. */
const chunksOf = ({ outputs }: Metafile, part: string): readonly string[] => {
  const importsOf = (path: string): string[] =>
    (outputs[path]?.imports ?? []).filter(({ kind }) => kind === 'import-statement').map((found) => found.path);
  const start = Object.keys(outputs).find((path) => basename(path) === 'index.mjs') ?? '';
  const [own = ''] = Object.entries(outputs).flatMap(([path, { entryPoint }]) => (entryPoint === part ? [path] : []));
  return [own, ...importsOf(own).filter((path) => outputs[path] && !importsOf(start).includes(path))].map((path) =>
    basename(path),
  );
};

/**
 * Gives the bundled barista a message that it cannot read, first without the chunk, then with it. It writes both answers, what it
 * logged, and the bodies that SQS got.
 */
const probe = (chunk: string): string => `
  import { createHash } from 'node:crypto';
  import { renameSync } from 'node:fs';
  import { createServer } from 'node:http';
  import { text } from 'node:stream/consumers';
  const sent = [], lines = [];
  const server = createServer(async (request, response) => {
    const { MessageBody } = JSON.parse(await text(request));
    sent.push(MessageBody);
    const MD5OfMessageBody = createHash('md5').update(MessageBody).digest('hex');
    response.end(JSON.stringify({ MessageId: '1', MD5OfMessageBody }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = 'http://127.0.0.1:' + server.address().port;
  Object.assign(process.env, { AWS_ENDPOINT_URL: url, ORDERS_QUEUE_URL: url + '/1/orders', ORDERS_DLQ_URL: url + '/1/orders-dlq' });
  for (const level of ['info', 'warn', 'error']) console[level] = (line) => lines.push(line);
  const { handler } = await import('./index.mjs');
  const event = ${JSON.stringify(sqsEvent(sqsRecord('not JSON', { messageId: 'poison' })))};
  const context = { ...${JSON.stringify(lambdaContext())}, getRemainingTimeInMillis: () => 60000 };
  const path = ${JSON.stringify(chunk)};
  renameSync(path, path + '.away');
  const without = await handler(event, context);
  renameSync(path + '.away', path);
  const failures = lines.splice(0);
  const withChunk = await handler(event, context);
  process.stdout.write(JSON.stringify({ without, failures, withChunk, sent }));
  server.close();
  server.closeAllConnections();
`;

const run = (chunk: string): unknown => {
  const variables = Object.fromEntries(baristaVariables.map((name) => [name, `https://sqs/1/${name}`]));
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', probe(chunk)], {
    ...{ cwd: folder, encoding: 'utf8' },
    env: {
      ...{ PATH: process.env.PATH, ...variables, ...work.environment('dev') },
      ...{ RECORD_MILLISECONDS: '1', LEASE_MILLISECONDS: '1' },
      ...{ AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' },
    },
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
};

it('keeps the message while a chunk cannot be read, logs the load, and goes on when the chunk is there', () => {
  expect(chunks.length).toBeGreaterThan(0);
  for (const chunk of chunks) {
    const load = { service: 'sqs', operation: 'load' };
    expect(run(chunk)).toEqual({
      without: { batchItemFailures: [{ itemIdentifier: 'poison' }] },
      failures: [
        expect.objectContaining({ event: 'record.not-quarantined' }),
        expect.objectContaining({ event: 'record.failed', reason: 'unavailable', ...load }),
        expect.objectContaining({ event: 'visibility.not-set', ...load }),
      ],
      withChunk: { batchItemFailures: [] },
      sent: ['not JSON'],
    });
  }
});
