import {
  type CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
  type RollbackConfiguration,
  type Stack,
  UpdateStackCommand,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';

/** The type of an alarm that combines others. A stack has at most five triggers, so they are such alarms only. */
const TRIGGER_TYPE = 'AWS::CloudWatch::CompositeAlarm';
const MAX_TRIGGERS = 5;

/** How long CloudFormation watches the alarms after an update: longer than the slowest of them takes to fire. */
const MONITORING_MINUTES = 15;
const UPDATE_MINUTES = 10;

export type RollbackOptions = {
  readonly client: CloudFormationClient;
  /** The stack that a release changes. */
  readonly stackName: string;
  /** The stack of the alarms. */
  readonly alarmsStackName: string;
  /** Whether the alarms roll a release back. */
  readonly wanted: boolean;
};

export type Outcome = 'changed' | 'unchanged';

/**
 * Sets the alarms on which CloudFormation rolls back an update of a stack. The stack keeps them for every later update, also for one
 * of `cdk deploy`, which names none.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-rollback-triggers.html
 * @throws Error if a stack is missing, or has no such alarm
 */
export const setRollback = async ({
  client,
  stackName,
  alarmsStackName,
  wanted,
}: RollbackOptions): Promise<Outcome> => {
  const stack = await readStack(client, stackName);
  const configuration = wanted ? onAlarms(stack, await readAlarmNames(client, alarmsStackName)) : NEVER;
  if (isSame(stack.RollbackConfiguration, configuration)) return 'unchanged'; // CloudFormation refuses an update without a change
  await client.send(
    new UpdateStackCommand({
      StackName: stackName,
      UsePreviousTemplate: true,
      Parameters: stack.Parameters?.map(({ ParameterKey }) => ({ ParameterKey, UsePreviousValue: true })),
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
      RollbackConfiguration: configuration,
    }),
  );
  const maxWaitTime = (MONITORING_MINUTES + UPDATE_MINUTES) * 60;
  await waitUntilStackUpdateComplete({ client, maxWaitTime }, { StackName: stackName });
  return 'changed';
};

const NEVER: RollbackConfiguration = { RollbackTriggers: [], MonitoringTimeInMinutes: 0 };

const readStack = async (client: CloudFormationClient, StackName: string): Promise<Stack> => {
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  if (stack) return stack;
  throw new Error(`the stack ${StackName} should be deployed, got none: deploy the stage first`);
};

const readAlarmNames = async (client: CloudFormationClient, StackName: string): Promise<string[]> => {
  const names: string[] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName }))
    for (const { ResourceType, PhysicalResourceId = '' } of StackResourceSummaries)
      if (ResourceType === TRIGGER_TYPE) names.push(PhysicalResourceId);
  if (names.length >= 1 && names.length <= MAX_TRIGGERS) return names;
  throw new Error(
    `the stack ${StackName} should have 1 to ${MAX_TRIGGERS} alarms of the type ${TRIGGER_TYPE}, got ${names.length}: ` +
      'combine the alarms that a release must not raise',
  );
};

/** The id of a stack is an ARN: `arn:aws:cloudformation:<region>:<account>:stack/…`. */
const onAlarms = ({ StackId = '' }: Stack, names: readonly string[]): RollbackConfiguration => {
  const [, partition, , region, account] = StackId.split(':');
  const RollbackTriggers = names.map((name) => ({
    Arn: `arn:${partition}:cloudwatch:${region}:${account}:alarm:${name}`,
    Type: TRIGGER_TYPE,
  }));
  return { RollbackTriggers, MonitoringTimeInMinutes: MONITORING_MINUTES };
};

const isSame = (one: RollbackConfiguration = {}, other: RollbackConfiguration): boolean => keyOf(one) === keyOf(other);

const keyOf = ({ RollbackTriggers = [], MonitoringTimeInMinutes = 0 }: RollbackConfiguration): string =>
  [MonitoringTimeInMinutes, ...RollbackTriggers.map(({ Arn = '' }) => Arn).toSorted()].join(' ');
