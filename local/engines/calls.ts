import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import { account, region } from '../template/return-values.ts';
import type { Service } from './outages.ts';

/** An IAM action that a caller used on a resource. The objects of a bucket are one resource. */
export const callSchema = v.object({ caller: v.string(), action: v.string(), resource: v.string() });
export type Call = Readonly<v.InferOutput<typeof callSchema>>;

/** Creates the recorder of the engines. It reports each different call once, named by the access key of its signature. */
export const createCallRecorder = (onCall: (call: Call) => void) => {
  const seen = new Set<string>();
  return (service: Service, request: IncomingMessage): void => {
    const caller = callerOf(request);
    if (caller === undefined) return;
    tapBody(request, (body) => {
      for (const { action, resource } of readers[service](request, body)) {
        const key = [caller, action, resource].join(' ');
        if (seen.has(key)) continue;
        seen.add(key);
        onCall({ caller, action, resource });
      }
    });
  };
};

/** The access key of a signature, which is in a header, or in the query of a signed URL. */
const callerOf = ({ headers, url = '' }: IncomingMessage): string | undefined =>
  /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? /[?&]X-Amz-Credential=([^%&]+)%2F/.exec(url)?.[1];

/** Reads the body of a request beside its engine. A second listener could take data that the engine then misses. */
const tapBody = (request: IncomingMessage, onBody: (body: string) => void): void => {
  const chunks: Uint8Array[] = [];
  const push = request.push.bind(request);
  request.push = (chunk, encoding) => {
    if (chunk instanceof Uint8Array) chunks.push(chunk);
    if (chunk === null) onBody(Buffer.concat(chunks).toString());
    return push(chunk, encoding);
  };
};

type Used = Omit<Call, 'caller'>;
type Reader = (request: IncomingMessage, body: string) => readonly Used[];

/** The operation of a request in a JSON protocol, such as `AmazonSQS.SendMessage`. */
const operationOf = ({ headers }: IncomingMessage): string => String(headers['x-amz-target']).split('.')[1] ?? '';

/** IAM has no actions for batches: `sqs:SendMessage` permits `SendMessageBatch`. */
const withoutBatch = (operation: string): string => operation.replace(/Batch$/, '');

const arn = (service: string, resource: string): string => `arn:aws:${service}:${region}:${account}:${resource}`;

const json = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.pipe(v.string(), v.parseJson(), v.object(entries));

const queueSchema = json({ QueueUrl: v.string() });
const readSqs: Reader = (request, body) => {
  const { success, output } = v.safeParse(queueSchema, body);
  const name = success ? (output.QueueUrl.split('/').at(-1) ?? '') : '';
  return [{ action: `sqs:${withoutBatch(operationOf(request))}`, resource: arn('sqs', name) }];
};

const readSns: Reader = (_request, body) => {
  const fields = new URLSearchParams(body);
  const action = `sns:${withoutBatch(fields.get('Action') ?? '')}`;
  return [{ action, resource: fields.get('TopicArn') ?? '*' }];
};

const tableSchema = json({
  TableName: v.optional(v.string()),
  IndexName: v.optional(v.string()),
  RequestItems: v.optional(v.record(v.string(), v.unknown()), {}),
});
const readDynamodb: Reader = (request, body) => {
  const { success, output } = v.safeParse(tableSchema, body);
  if (!success) return [];
  const { TableName, IndexName, RequestItems } = output;
  const index = IndexName === undefined ? '' : `/index/${IndexName}`;
  const tables = TableName === undefined ? Object.keys(RequestItems) : [TableName];
  const action = `dynamodb:${operationOf(request)}`;
  return tables.map((name) => ({ action, resource: arn('dynamodb', `table/${name}${index}`) }));
};

const OBJECT_ACTIONS: Readonly<Record<string, string>> = {
  GET: 's3:GetObject',
  HEAD: 's3:GetObject',
  PUT: 's3:PutObject',
  DELETE: 's3:DeleteObject',
};
const readS3: Reader = ({ method = '', url = '' }) => {
  const [, bucket = '', key = ''] = url.split('?')[0]?.split('/') ?? [];
  const action = key === '' ? 's3:ListBucket' : (OBJECT_ACTIONS[method] ?? `s3:${method}`);
  return [{ action, resource: `arn:aws:s3:::${bucket}${key === '' ? '' : '/*'}` }];
};

const mailSchema = json({ FromEmailAddress: v.string(), ConfigurationSetName: v.optional(v.string()) });
const readSes: Reader = (_request, body) => {
  const { success, output } = v.safeParse(mailSchema, body);
  if (!success) return [];
  const { FromEmailAddress, ConfigurationSetName } = output;
  const set = ConfigurationSetName === undefined ? [] : [`configuration-set/${ConfigurationSetName}`];
  return [`identity/${FromEmailAddress}`, ...set].map((name) => ({
    action: 'ses:SendEmail',
    resource: arn('ses', name),
  }));
};

const readers: Readonly<Record<Service, Reader>> = {
  sqs: readSqs,
  sns: readSns,
  s3: readS3,
  dynamodb: readDynamodb,
  ses: readSes,
};
