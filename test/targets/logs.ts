import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';

const fileOf = (logGroup: string): string => `${logGroup.split('/').at(-1)}.log`;

/**
 * Writes the logs of a stage's functions since a time to one file for each function.
 *
 * @param prefix the prefix of the log groups' names, after `/aws/lambda/` or without it
 * @returns the number of log groups with log events
 */
export const keepLogs = async (
  client: CloudWatchLogsClient,
  { prefix, since, folder }: { readonly prefix: string; readonly since: Date; readonly folder: string },
): Promise<number> => {
  mkdirSync(folder, { recursive: true });
  let kept = 0;
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, {}))
    for (const { logGroupName = '' } of logGroups) {
      if (!logGroupName.replace('/aws/lambda/', '').startsWith(`${prefix}-`)) continue;
      const lines: string[] = [];
      for await (const { events = [] } of paginateFilterLogEvents(
        { client },
        { logGroupName, startTime: since.getTime() },
      ))
        lines.push(...events.map(({ message = '' }) => message.trimEnd()));
      if (lines.length === 0) continue;
      writeFileSync(join(folder, fileOf(logGroupName)), `${lines.join('\n')}\n`);
      kept += 1;
    }
  return kept;
};
