import {
  CloudFormationClient,
  CloudFormationServiceException,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { Failure } from '../failure.ts';
import { createClients, limits, patientLimits } from './clients.ts';
import { createLogReader } from './log-groups.ts';
import { decodeOutputs } from './outputs.ts';
import { queuesOf } from './queues.ts';
import { rememberCalls } from './service-failure.ts';
import type { Target } from './target.ts';

/** Opens a deployed stage by the outputs of its stacks, with the region and the credentials of the environment. */
export const openStage = async (stage: string): Promise<Target> => {
  const endpoint = process.env.AWS_ENDPOINT_URL;
  const settings = endpoint ? { endpoint } : {};
  const cloudFormation = rememberCalls('cloudformation', new CloudFormationClient({ ...limits(), ...settings }));
  const logs = rememberCalls('logs', new CloudWatchLogsClient({ ...patientLimits(), ...settings }));
  const clients = createClients(() => settings);
  const [state, service] = await Promise.all(
    ['state', 'service'].map((name) => readStack(cloudFormation, `orderboard-${stage}-${name}`)),
  );
  const outputs = decodeOutputs(outputsOf(state, service), { of: `the stage ${stage}`, remedy: 'deploy it again' });
  return {
    ...{ kind: 'stage', name: `the stage ${stage}`, outputs },
    url: apiUrl(outputs.CashierUrl, endpoint),
    ...clients,
    queues: queuesOf(outputs, regionOf(state)),
    tableName: outputs.OrderTableName,
    bucketName: outputs.ClaimCheckBucketName,
    readLogs: createLogReader({
      ...{ cloudFormation, logs, stackName: `orderboard-${stage}-service` },
      isEmulated: Boolean(endpoint),
    }),
    close: () => {
      clients.close();
      cloudFormation.destroy();
      logs.destroy();
    },
  };
};

const readStack = async (client: CloudFormationClient, StackName: string): Promise<Stack> => {
  const missing = `the stack ${StackName} should be deployed, got none in this account and region: check AWS_REGION and the account, or deploy the stage with "npm run deploy"`;
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    if (stack) return stack;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  throw new Failure('unreachable', missing);
};

/** CloudFormation answers so for a stack that does not exist. */
const isMissing = (error: unknown): boolean =>
  error instanceof CloudFormationServiceException &&
  error.name === 'ValidationError' &&
  error.message.includes('does not exist');

const outputsOf = (...stacks: readonly (Stack | undefined)[]): Record<string, string> =>
  Object.fromEntries(
    stacks
      .flatMap((stack) => stack?.Outputs ?? [])
      .map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );

/** The id of a stack is an ARN: `arn:aws:cloudformation:<region>:<account>:stack/…`. */
const regionOf = (stack: Stack | undefined) => {
  const [, partition = '', , region = ''] = (stack?.StackId ?? '').split(':');
  return { partition, region };
};

/** The URL of the API. LocalStack also has it on its own endpoint, which needs no DNS. */
const apiUrl = (cashierUrl: string, endpoint: string | undefined): string => {
  const { hostname, pathname } = new URL(cashierUrl);
  const [api = '', service] = hostname.split('.');
  const url = endpoint && service === 'execute-api' ? `${endpoint}/_aws/execute-api/${api}${pathname}` : cashierUrl;
  return url.replace(/\/$/, '');
};
