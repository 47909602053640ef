import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Target } from '../../../test/journey/support/target.ts';

/** One endpoint for all services of a stage, as LocalStack has. */
export type StageFront = {
  /** The environment of a command that works on the stage. */
  readonly environment: Readonly<Record<string, string>>;
  close(): void;
};

/** An event of CloudWatch Logs. */
export type LogEvent = { readonly timestamp: number; readonly message: string };

export type StageFrontOptions = {
  readonly stage: string;
  /** The events of the barista's log group. Each page of an answer has one. */
  readonly events?: readonly LogEvent[];
  /** How many of the first calls to CloudWatch Logs are throttled. */
  readonly throttled?: number;
};

const API_ID = 'abc123';
const REGION = 'eu-central-1';

/** Serves the stacks of a stage whose resources are those of a local shop. It forwards all calls but those of CloudFormation and Logs. */
export const startStageFront = async (
  shop: Target,
  { stage, events = [], throttled = 0 }: StageFrontOptions,
): Promise<StageFront> => {
  const stacks = stacksOf(shop, stage);
  let logCalls = 0;
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const call = body.toString();
    const [, operation = ''] = /(?:^|&)Action=(\w+)/.exec(call) ?? [];
    if (operation !== '') return answerCloudFormation(stacks, operation, call, response);
    if (targetOf(request).startsWith('Logs_'))
      return ++logCalls > throttled ? answerLogs(call, events, response) : answerThrottled(response);
    const { status, text, type } = await forward(shop, request, body);
    response.writeHead(status, { 'Content-Type': type }).end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    environment: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: REGION,
      ...{ AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' },
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

type Stacks = Readonly<Record<string, Readonly<Record<string, string>>>>;

const stacksOf = ({ outputs }: Target, stage: string): Stacks => ({
  [`orderboard-${stage}-state`]: Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, value ?? ''])),
  [`orderboard-${stage}-service`]: {
    CashierUrl: `https://${API_ID}.execute-api.localhost.localstack.cloud:4566/${stage}/`,
  },
});

const answerCloudFormation = (stacks: Stacks, operation: string, call: string, response: Response) => {
  const [, name = ''] = /StackName=([\w-]+)/.exec(call) ?? [];
  const outputs = stacks[name];
  if (!outputs) response.writeHead(400);
  response.end(outputs ? stackAnswer(operation, name, outputs) : missingStack(name));
};

const missingStack = (name: string): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id ${name} does not exist</Message></Error></ErrorResponse>`;

const stackAnswer = (operation: string, name: string, outputs: Readonly<Record<string, string>>): string => {
  if (operation === 'ListStackResources')
    return `<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>${RESOURCES}</StackResourceSummaries></ListStackResourcesResult></ListStackResourcesResponse>`;
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  const id = `arn:aws:cloudformation:us-east-1:000000000000:stack/${name}/1`;
  return `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>${name}</StackName><StackId>${id}</StackId><Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
};

/** The function has no log group of its own name, as on AWS. */
const RESOURCES =
  '<member><LogicalResourceId>BaristaFunction4D1F2A3B</LogicalResourceId><PhysicalResourceId>barista</PhysicalResourceId><ResourceType>AWS::Lambda::Function</ResourceType></member>' +
  '<member><LogicalResourceId>BaristaLogs4D1F2A3B</LogicalResourceId><PhysicalResourceId>barista-group</PhysicalResourceId><ResourceType>AWS::Logs::LogGroup</ResourceType></member>';

type Response = { writeHead(status: number): unknown; end(text: string): unknown };

const answerThrottled = (response: Response): void => {
  response.writeHead(400);
  response.end(JSON.stringify({ __type: 'ThrottlingException', message: 'Rate exceeded' }));
};

/** As LocalStack does, it ignores the filter pattern. */
const answerLogs = (call: string, events: readonly LogEvent[], response: Response): void => {
  const { logGroupName, startTime, nextToken = '0' } = JSON.parse(call);
  if (logGroupName !== 'barista-group') {
    response.writeHead(400);
    response.end(
      JSON.stringify({ __type: 'ResourceNotFoundException', message: 'The specified log group does not exist.' }),
    );
    return;
  }
  const found = events.filter(({ timestamp }) => timestamp >= startTime);
  const page = Number(nextToken);
  response.end(
    JSON.stringify({
      events: found.slice(page, page + 1),
      ...(page + 1 < found.length && { nextToken: String(page + 1) }),
    }),
  );
};

const targetOf = ({ headers }: IncomingMessage): string => headers['x-amz-target']?.toString() ?? '';

const forward = async ({ url, endpoints }: Target, request: IncomingMessage, body: Buffer) => {
  const path = request.url ?? '/';
  const api = `/_aws/execute-api/${API_ID}/`;
  const service = targetOf(request).startsWith('DynamoDB') ? endpoints?.dynamodb : endpoints?.sqs;
  const to = path.startsWith(api) ? `${url}/${path.slice(api.length).replace(/^\w+\//, '')}` : undefined;
  const origin = targetOf(request) === '' ? url : service;
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    HOP.has(name) ? [] : [[name, String(value)] as [string, string]],
  );
  const { method = 'GET' } = request;
  const answer = await fetch(to ?? `${origin}${path}`, { method, headers, ...(body.length > 0 && { body }) });
  return { status: answer.status, text: await answer.text(), type: answer.headers.get('content-type') ?? '' };
};

const HOP: ReadonlySet<string> = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'expect']);
