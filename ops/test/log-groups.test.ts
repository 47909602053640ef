import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { createLogReader } from '../target/log-groups.ts';

const region = 'us-east-1';
const resource = (LogicalResourceId: string, ResourceType: string, PhysicalResourceId: string) => ({
  ...{ LogicalResourceId, ResourceType, PhysicalResourceId },
});
const stack = [
  resource('BaristaFunction4D1F2A3B', 'AWS::Lambda::Function', 'barista'),
  resource('BaristaLogs4D1F2A3B', 'AWS::Logs::LogGroup', 'barista-group'),
];

/** The log groups that a search asks for. */
const searched = async ({ isEmulated }: { readonly isEmulated: boolean }): Promise<readonly string[]> => {
  const groups: string[] = [];
  const cloudFormation = Object.assign(new CloudFormationClient({ region }), {
    send: async () => ({ StackResourceSummaries: stack }),
  });
  const logs = Object.assign(new CloudWatchLogsClient({ region }), {
    send: async ({ input }: { readonly input: { readonly logGroupName: string } }) => {
      groups.push(input.logGroupName);
      return { events: [] };
    },
  });
  const readLogs = createLogReader({ cloudFormation, logs, stackName: 'a-stack', isEmulated });
  await readLogs({ since: new Date(0), word: 'word' });
  return groups;
};

describe('the log groups of a stage', () => {
  it('are those that the stack declares, for which an operator has the permission', async () => {
    expect(await searched({ isEmulated: false })).toEqual(['barista-group']);
  });

  it('are also those that LocalStack names after the functions', async () => {
    expect(await searched({ isEmulated: true })).toEqual(['/aws/lambda/barista', 'barista-group']);
  });
});
