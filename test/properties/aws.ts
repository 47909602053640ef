import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type HttpRequest, HttpResponse } from '@smithy/core/protocols';
import * as v from 'valibot';
import type { Connect } from '../../lambda/aws/connect.ts';
import { type Dynamo, startDynamo } from '../support/dynamo.ts';

const attributeSchema = v.object({
  DataType: v.string(),
  StringValue: v.optional(v.string()),
  BinaryValue: v.optional(v.string()),
});
const sendSchema = v.object({
  QueueUrl: v.string(),
  MessageBody: v.string(),
  MessageAttributes: v.optional(v.record(v.string(), attributeSchema), {}),
  MessageGroupId: v.optional(v.string()),
  DelaySeconds: v.optional(v.number()),
});
export type SentMessage = v.InferOutput<typeof sendSchema>;

const visibilitySchema = v.object({
  Entries: v.array(
    v.object({ Id: v.string(), VisibilityTimeout: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(43_200)) }),
  ),
});

/** The services in this process. The SDK's own clients write and read every byte; SQS and S3 refuse what AWS refuses. */
export type Aws = {
  readonly connect: Connect<'sqs' | 'dynamodb' | 'sns' | 's3' | 'ses'>;
  readonly dynamo: Dynamo;
  /** Messages, events, mails and visibility changes since the last `forget`. */
  readonly sent: SentMessage[];
  readonly published: string[];
  readonly mails: string[];
  readonly refusals: string[];
  /** The objects of the bucket, by key. */
  readonly objects: Map<string, string>;
  /** While it is set, no call reaches DynamoDB. */
  outage: boolean;
  forget(): void;
  stop(): Promise<void>;
};

type Answer = { readonly status?: number; readonly body?: string; readonly headers?: Record<string, string> };
type Handle = (request: HttpRequest, body: string) => Answer;

export const startInProcessAws = async (): Promise<Aws> => {
  const dynamo = await startDynamo();
  const sent: SentMessage[] = [];
  const published: string[] = [];
  const mails: string[] = [];
  const refusals: string[] = [];
  const objects = new Map<string, string>();

  const sqs: Handle = ({ headers }, body) => {
    const operation = headers['x-amz-target']?.split('.').at(-1);
    const input: unknown = JSON.parse(body);
    const refuse = (code: string): Answer => {
      refusals.push(`${operation}: ${code}`);
      return { status: 400, body: JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message: code }) };
    };
    if (operation === 'GetQueueAttributes') return { body: JSON.stringify({ Attributes: {} }) };
    if (operation === 'ChangeMessageVisibilityBatch')
      return v.is(visibilitySchema, input) ? { body: '{}' } : refuse('InvalidParameterValue');
    const message = v.safeParse(sendSchema, input);
    const fault = message.success ? faultOf(message.output) : 'MissingParameter';
    if (!message.success || fault !== undefined) return refuse(fault ?? '');
    sent.push(message.output);
    return { body: JSON.stringify({ MessageId: randomUUID(), MD5OfMessageBody: md5(message.output.MessageBody) }) };
  };

  const s3: Handle = ({ method, path }, body) => {
    const key = decodeURIComponent(path.split('/').slice(2).join('/'));
    if (Buffer.byteLength(key) > MAX_KEY_BYTES) return s3Error(400, 'KeyTooLongError');
    const stored = objects.get(key);
    if (method === 'GET') return stored === undefined ? s3Error(404, 'NoSuchKey') : { body: stored };
    if (stored !== undefined) return s3Error(412, 'PreconditionFailed');
    objects.set(key, body);
    return {};
  };

  const sns: Handle = (_request, body) => {
    for (const [name, value] of new URLSearchParams(body)) if (name.endsWith('.Message')) published.push(value);
    return { body: PUBLISHED };
  };

  const ses: Handle = (_request, body) => {
    mails.push(body);
    return { body: JSON.stringify({ MessageId: randomUUID() }) };
  };

  const options = (handle: Handle) => ({
    endpoint: 'http://in-process',
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: HttpRequest) => ({ response: responseOf(handle(request, textOf(request))) }),
    },
  });
  const clients = {
    sqs: new SQSClient(options(sqs)),
    s3: new S3Client({ ...options(s3), forcePathStyle: true }),
    sns: new SNSClient(options(sns)),
    ses: new SESv2Client(options(ses)),
  };
  const aws: Aws = {
    connect: {
      sqs: () => clients.sqs,
      s3: () => clients.s3,
      sns: () => clients.sns,
      ses: () => clients.ses,
      dynamodb: (): DynamoDBClient =>
        Object.assign(Object.create(DynamoDBClient.prototype), {
          send: (...args: Parameters<DynamoDBClient['send']>) =>
            aws.outage ? Promise.reject(new Error('ECONNREFUSED')) : dynamo.client.send(...args),
        }),
    },
    ...{ dynamo, sent, published, mails, refusals, objects },
    outage: false,
    forget: () => {
      for (const list of [sent, published, mails, refusals]) list.length = 0;
      objects.clear();
    },
    stop: () => dynamo.stop(),
  };
  return aws;
};

const PUBLISHED =
  '<PublishBatchResponse><PublishBatchResult><Failed/><Successful/></PublishBatchResult></PublishBatchResponse>';
const MAX_KEY_BYTES = 1024;
const MAX_MESSAGE_BYTES = 1024 * 1024;

// The characters that SQS takes in a body: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
const REFUSED_CHARACTER = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** Why SQS refuses a message. */
const faultOf = ({ MessageBody, MessageAttributes }: SentMessage): string | undefined => {
  const attributes = Object.entries(MessageAttributes);
  const texts = attributes.flatMap(([, { StringValue = '' }]) => StringValue);
  if ([MessageBody, ...texts].some((text) => REFUSED_CHARACTER.test(text))) return 'InvalidMessageContents';
  const bytes = Buffer.byteLength([MessageBody, ...texts].join(''));
  if (MessageBody === '' || bytes > MAX_MESSAGE_BYTES || attributes.length > 10) return 'InvalidParameterValue';
  const isEmpty = attributes.some(([, { StringValue = '', BinaryValue = '' }]) => StringValue + BinaryValue === '');
  return isEmpty ? 'InvalidParameterValue' : undefined;
};

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

const s3Error = (status: number, code: string): Answer => ({
  status,
  body: `<Error><Code>${code}</Code><Message>${code}</Message></Error>`,
});

const textOf = ({ body }: HttpRequest): string =>
  typeof body === 'string' ? body : body instanceof Uint8Array ? new TextDecoder().decode(body) : '';

const responseOf = ({ status = 200, body = '', headers = {} }: Answer): HttpResponse =>
  new HttpResponse({
    statusCode: status,
    headers: { 'content-length': String(Buffer.byteLength(body)), ...headers },
    body: Readable.from([Buffer.from(body)]),
  });
