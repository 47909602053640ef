import {
  CloudFormationClient,
  type RollbackConfiguration,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { setRollback } from '../../bin/rollback.ts';

const STACK_ID = 'arn:aws:cloudformation:eu-central-1:123456789012:stack/shop-service/1';
const ALARM = 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:shop-unwell';
const COMPOSITE = 'AWS::CloudWatch::CompositeAlarm';

const resource = (ResourceType: string, PhysicalResourceId: string) => ({ ResourceType, PhysicalResourceId });
const onAlarm: RollbackConfiguration = {
  RollbackTriggers: [{ Arn: ALARM, Type: COMPOSITE }],
  MonitoringTimeInMinutes: 15,
};

type Deployed = {
  readonly configuration?: RollbackConfiguration;
  readonly resources?: readonly ReturnType<typeof resource>[];
};

/** A client of an account with the two stacks of a shop, which keeps the inputs of its updates. */
const anAccount = ({ configuration, resources = [resource(COMPOSITE, 'shop-unwell')] }: Deployed = {}) => {
  const updates: unknown[] = [];
  const answers: Readonly<Record<string, () => object>> = {
    DescribeStacksCommand: () => ({
      Stacks: [
        {
          StackId: STACK_ID,
          StackStatus: 'UPDATE_COMPLETE',
          Parameters: [{ ParameterKey: 'BootstrapVersion', ParameterValue: '/cdk/version' }],
          ...(configuration ? { RollbackConfiguration: configuration } : {}),
        },
      ],
    }),
    ListStackResourcesCommand: () => ({
      StackResourceSummaries: resources satisfies readonly Partial<StackResourceSummary>[],
    }),
    UpdateStackCommand: () => ({}),
  };
  const client = Object.assign(new CloudFormationClient({ region: 'eu-central-1' }), {
    send: async (command: object) => {
      const { name } = command.constructor;
      if (name === 'UpdateStackCommand') updates.push(Reflect.get(command, 'input'));
      return answers[name]?.();
    },
  });
  const set = (wanted: boolean) =>
    setRollback({ client, stackName: 'shop-service', alarmsStackName: 'shop-monitoring', wanted });
  return { set, updates };
};

describe('the rollback on alarms', () => {
  it('is set once, with the deployed template and parameters', async () => {
    const { set, updates } = anAccount();
    expect(await set(true)).toBe('changed');
    expect(updates).toEqual([
      {
        StackName: 'shop-service',
        UsePreviousTemplate: true,
        Parameters: [{ ParameterKey: 'BootstrapVersion', UsePreviousValue: true }],
        Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
        RollbackConfiguration: onAlarm,
      },
    ]);
  });

  it('is left alone if it is set', async () => {
    const { set, updates } = anAccount({ configuration: onAlarm });
    expect(await set(true)).toBe('unchanged');
    expect(updates).toEqual([]);
  });

  it('is set again if it names another alarm', async () => {
    const other = { ...onAlarm, RollbackTriggers: [{ Arn: `${ALARM}-before`, Type: COMPOSITE }] };
    const { set, updates } = anAccount({ configuration: other });
    expect(await set(true)).toBe('changed');
    expect(updates).toMatchObject([{ RollbackConfiguration: onAlarm }]);
  });

  it('is taken away', async () => {
    const { set, updates } = anAccount({ configuration: onAlarm, resources: [] });
    expect(await set(false)).toBe('changed');
    expect(updates).toMatchObject([{ RollbackConfiguration: { RollbackTriggers: [], MonitoringTimeInMinutes: 0 } }]);
  });

  it('needs no change if it was never set', async () => {
    const { set, updates } = anAccount({ resources: [] });
    expect(await set(false)).toBe('unchanged');
    expect(updates).toEqual([]);
  });

  it.each([1, 5])('is set with %i composite alarms', async (count) => {
    const composites = Array.from({ length: count }, (_, n) => resource(COMPOSITE, `alarm-${n}`));
    const { set, updates } = anAccount({ resources: composites });
    expect(await set(true)).toBe('changed');
    expect(Object(updates[0]).RollbackConfiguration.RollbackTriggers).toHaveLength(count);
  });

  it.each([0, 6])('is refused with %i composite alarms', async (count) => {
    const composites = Array.from({ length: count }, (_, n) => resource(COMPOSITE, `alarm-${n}`));
    const { set, updates } = anAccount({ resources: [resource('AWS::CloudWatch::Alarm', 'other'), ...composites] });
    await expect(set(true)).rejects.toThrow(
      `the stack shop-monitoring should have 1 to 5 alarms of the type ${COMPOSITE}, got ${count}: ` +
        'combine the alarms that a release must not raise',
    );
    expect(updates).toEqual([]);
  });
});
