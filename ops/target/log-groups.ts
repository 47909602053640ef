import { type CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import {
  type CloudWatchLogsClient,
  paginateFilterLogEvents,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import * as v from 'valibot';
import type { LogLine, LogQuery, Target } from './target.ts';

type LogGroup = { readonly function: string; readonly name: string };

/** Creates the reader of a stage's logs: the log groups of the functions, which the service stack lists. */
export const createLogReader = ({
  cloudFormation,
  logs,
  stackName,
  isEmulated,
}: {
  readonly cloudFormation: CloudFormationClient;
  readonly logs: CloudWatchLogsClient;
  readonly stackName: string;
  /** Whether LocalStack plays the services. */
  readonly isEmulated: boolean;
}): Target['readLogs'] => {
  return async (query) => {
    const groups = await readLogGroups(cloudFormation, { stackName, isEmulated });
    const lines: LogLine[] = [];
    // One after the other, because an account has few such calls a second.
    for (const group of groups) lines.push(...(await readLines(logs, group, query)));
    return lines.toSorted((a, b) => Date.parse(a.time) - Date.parse(b.time));
  };
};

/** The logical ids of a function and of its log group, such as `BaristaFunction4D1F2A3B` and `BaristaLogs4D1F2A3B`. */
const LOGICAL_ID = /^([A-Z][a-z]+)(?:Function|Logs)[0-9A-F]{8}$/;

type Where = { readonly stackName: string; readonly isEmulated: boolean };

/**
 * The log group of each function. LocalStack ignores the group that a template declares, and names another one after the
 * function. On AWS nobody has that group, and an operator has no permission to ask for it.
 */
const readLogGroups = async (client: CloudFormationClient, { stackName, isEmulated }: Where): Promise<LogGroup[]> => {
  const found: LogGroup[] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName: stackName }))
    for (const { ResourceType, LogicalResourceId = '', PhysicalResourceId = '' } of StackResourceSummaries) {
      const owner = LOGICAL_ID.exec(LogicalResourceId)?.[1]?.toLowerCase();
      if (owner === undefined) continue;
      if (ResourceType === 'AWS::Logs::LogGroup') found.push({ function: owner, name: PhysicalResourceId });
      if (isEmulated && ResourceType === 'AWS::Lambda::Function')
        found.push({ function: owner, name: `/aws/lambda/${PhysicalResourceId}` });
    }
  return found;
};

const readLines = async (client: CloudWatchLogsClient, group: LogGroup, query: LogQuery): Promise<LogLine[]> => {
  try {
    return await readEvents(client, group, query);
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return [];
    throw error;
  }
};

const readEvents = async (
  client: CloudWatchLogsClient,
  group: LogGroup,
  { since, word }: LogQuery,
): Promise<LogLine[]> => {
  const found: LogLine[] = [];
  const query = { logGroupName: group.name, startTime: since.getTime(), filterPattern: `"${word}"` };
  for await (const { events = [] } of paginateFilterLogEvents({ client }, query))
    for (const { timestamp = 0, message = '' } of events)
      if (message.includes(word)) found.push(decodeLine(group.function, timestamp, message)); // some engines ignore the pattern
  return found;
};

/** A line in Lambda's JSON format. */
const lineSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ timestamp: v.string(), level: v.string(), message: v.unknown() }),
);

const decodeLine = (name: string, timestamp: number, text: string): LogLine => {
  const parsed = v.safeParse(lineSchema, text);
  const time = new Date(timestamp).toISOString();
  if (!parsed.success) return { time, function: name, level: 'info', message: text.trimEnd() };
  const { timestamp: written, level, message } = parsed.output;
  return { time: written, function: name, level: level.toLowerCase(), message };
};
