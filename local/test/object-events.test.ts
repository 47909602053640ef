import { EventEmitter, once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { createObjectEvents } from '../engines/object-events.ts';
import { createS3Front, type NewObject } from '../engines/s3-front.ts';
import { resolveResource } from '../template/resources.ts';
import { readBuckets } from '../template/storage.ts';

/** The writes of a test that arrive before the engine answers the first of them. */
const AT_ONCE = 8;

type Stored = { readonly etag: string; readonly contentLength: number };

/** The front over an engine in memory, which stores an object a moment after its request. */
const openFront = async () => {
  const stored = new Map<string, Stored>();
  const objects: NewObject[] = [];
  let versions = 0;
  let arrived = 0;
  const arrivals = new EventEmitter();
  const store = {
    headObject: (bucket: string, key: string) => {
      const found = stored.get(`/${bucket}/${key}`);
      if (!found) throw new Error('NoSuchKey');
      return Object.assign(Object.create(null), found);
    },
    putObject: (bucket: string, key: string, { length: contentLength }: Buffer) => {
      const object = { etag: `"${++versions}"`, contentLength };
      stored.set(`/${bucket}/${key}`, object);
      return Object.assign(Object.create(null), object);
    },
  };
  const engine: RequestListener = async (request, response) => {
    const { length: contentLength } = await buffer(request);
    if (contentLength > 11 * 1024 * 1024) return response.writeHead(413).end(); // as fauxqs does
    if (/%zz|^\/\/$/.test(request.url ?? '')) return response.writeHead(400).end(); // as fauxqs does
    const path = decodeURIComponent(new URL(request.url ?? '', 'http://s3').pathname);
    if (path.includes('slow')) while (arrived < AT_ONCE) await once(arrivals, 'one');
    if (path.includes('refused')) return response.writeHead(500).end();
    stored.set(path, { etag: `"${++versions}"`, contentLength });
    return response.writeHead(200).end();
  };
  const front = createS3Front(store, (object) => objects.push(object), engine);
  const server = createServer((request, response) => {
    arrived++;
    front(request, response);
    arrivals.emit('one');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = typeof address === 'object' ? `http://127.0.0.1:${address?.port}` : '';
  const send = async (
    method: string,
    path: string,
    headers: Record<string, string> = {},
    text = 'text',
  ): Promise<number> => {
    const response = await fetch(url + path, { method, headers, body: method === 'GET' ? null : text });
    await response.arrayBuffer();
    return response.status;
  };
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { objects, send, close };
};

describe('the front of the S3 engine', () => {
  let front: Awaited<ReturnType<typeof openFront>>;
  beforeEach(async () => {
    front = await openFront();
  });
  afterEach(() => front.close());

  it('tells of an object that is put or completed, once it is there', async () => {
    await front.send('PUT', '/files/a%20b?X-Amz-Signature=1');
    await front.send('POST', '/files/c?uploadId=1');
    expect(front.objects).toMatchObject([
      { bucket: 'files', key: 'a b', size: 4, etag: '"1"', eventName: 'ObjectCreated:Put' },
      { bucket: 'files', key: 'c', eventName: 'ObjectCreated:CompleteMultipartUpload' },
    ]);
  });

  it.each([
    ['a part of an upload', 'PUT', '/files/a?partNumber=1&uploadId=1'],
    ['a new upload', 'POST', '/files/a?uploads'],
    ['a new bucket', 'PUT', '/files'],
    ['a refused object', 'PUT', '/files/refused'],
    ['a read', 'GET', '/files/a'],
  ])('tells of no object: %s', async (_what, method, path) => {
    await front.send(method, path);
    expect(front.objects).toEqual([]);
  });

  it.each(['/files/%zz', '//'])('leaves a path that it cannot read to the engine: %s', async (path) => {
    expect(await front.send('PUT', path)).toBe(400);
    expect(front.objects).toEqual([]);
  });

  it('takes an object that is larger than the engine takes', async () => {
    const size = 12 * 1024 * 1024;
    expect(await front.send('PUT', '/files/large', {}, 'x'.repeat(size))).toBe(200);
    expect(front.objects).toMatchObject([{ key: 'large', size, etag: '"1"' }]);
  });

  it('writes on the condition that there is no object yet', async () => {
    const headers = { 'If-None-Match': '*' };
    expect(await front.send('PUT', '/files/a', headers)).toBe(200);
    expect(await front.send('PUT', '/files/a', headers)).toBe(412);
    expect(front.objects).toHaveLength(1);
  });

  it('writes on the condition that the object is the one that was read', async () => {
    await front.send('PUT', '/files/a');
    expect(await front.send('PUT', '/files/a', { 'If-Match': '"1"' })).toBe(200);
    expect(await front.send('PUT', '/files/a', { 'If-Match': '"1"' })).toBe(412);
    expect(await front.send('PUT', '/files/b', { 'If-Match': '"1"' })).toBe(412);
  });

  it('lets one of many writes on the same condition succeed', async () => {
    const writes = Array.from({ length: AT_ONCE }, () => front.send('PUT', '/files/slow', { 'If-None-Match': '*' }));
    expect((await Promise.all(writes)).toSorted()).toEqual([200, ...Array(AT_ONCE - 1).fill(412)]);
  });
});

describe('the events of new objects', () => {
  const object = { bucket: 'files', key: 'in/a b', size: 4, etag: '"1"', eventName: 'ObjectCreated:Put' };
  const notification = { event: 's3:ObjectCreated:*', topicArn: 'a topic', prefix: 'in/' };

  const published = async (created: NewObject, notifications = [notification]) => {
    const commands: PublishCommand['input'][] = [];
    const sns = Object.assign(new SNSClient({ region: 'us-east-1' }), {
      send: async ({ input }: PublishCommand) => commands.push(input),
    });
    await createObjectEvents({ sns, buckets: [{ name: 'files', notifications }] })(created);
    return commands;
  };

  it('reach the topic that the bucket names, as S3 writes them', async () => {
    const [{ TopicArn, Message = '' } = {}, ...others] = await published(object);
    expect(others).toEqual([]);
    expect(TopicArn).toBe('a topic');
    expect(JSON.parse(Message)).toMatchObject({
      Records: [
        {
          ...{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put' },
          s3: { bucket: { name: 'files' }, object: { key: 'in/a+b', size: 4, eTag: '1' } },
        },
      ],
    });
  });

  it.each([
    ['another prefix', { ...object, key: 'out/a' }, notification],
    ['another bucket', { ...object, bucket: 'others' }, notification],
    ['another event', object, { ...notification, event: 's3:ObjectCreated:Copy' }],
  ])('reach no topic: %s', async (_what, created, wanted) => {
    expect(await published(created, [wanted])).toEqual([]);
  });

  it('are those of the notifications in the template', () => {
    const resource = {
      ...{ stackName: 'State', logicalId: 'Files', type: 'AWS::S3::Bucket', path: 'State/Files' },
      properties: {
        NotificationConfiguration: {
          TopicConfigurations: [
            {
              ...{ Event: 's3:ObjectCreated:*', Topic: 'a topic' },
              Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'in/' }] } },
            },
          ],
        },
      },
    };
    const returnValues = () => ({ ref: 'files', attributes: {} });
    const bucket = resolveResource(resource, (_stack, value) => value, returnValues);
    expect(readBuckets([bucket])).toEqual([{ name: 'files', notifications: [notification] }]);
  });
});
