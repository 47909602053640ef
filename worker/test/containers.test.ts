import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { baristaVariables } from '../../lambda/environment.ts';
import { findingsIn } from '../../lib/checks.ts';
import { configFor } from '../../lib/config.ts';
import { createStacks } from '../../lib/create-stacks.ts';
import { stageNames } from '../../lib/stage-names.ts';
import { appliesTo, suppresses, suppressions } from '../../lib/suppressions.ts';
import { workerVariables } from '../../lib/worker-variables.ts';
import { leads } from '../../test/docs/pages.ts';
import { anApp, propertiesOf, templatesFor, templatesOf } from '../../test/support/synth.ts';

type Statement = { readonly Action: string | readonly string[]; readonly Resource: unknown };

describe.each([
  { stage: 'dev', tasks: [1, 2] },
  { stage: 'prod', tasks: [2, 20] },
])('the barista in containers in stage $stage', ({ stage, tasks: [least, most] }) => {
  const config = configFor(stage, { compute: 'containers' });
  const { service, monitoring } = templatesFor(config);
  const asFunction = templatesOf(stage);
  const task = propertiesOf(service.findResources('AWS::ECS::TaskDefinition'), 'BaristasTask');
  const [container] = task.ContainerDefinitions;
  const statementsOf = (template: typeof service, role: string): readonly Statement[] =>
    propertiesOf(template.findResources('AWS::IAM::Policy'), role).PolicyDocument.Statement;

  it('takes the place of the function and its mappings', () => {
    const componentsOf = (template: typeof service): readonly string[] =>
      Object.values(template.findResources('AWS::Lambda::Function')).flatMap(({ Properties }) =>
        Properties.Tags.filter(({ Key }: { Key: string }) => Key === 'component').map(
          ({ Value }: { Value: string }) => Value,
        ),
      );
    expect(componentsOf(asFunction.service)).toContain('barista');
    expect(componentsOf(service)).toEqual(componentsOf(asFunction.service).filter((name) => name !== 'barista'));
    expect(Object.keys(service.findResources('AWS::Lambda::EventSourceMapping'))).toHaveLength(
      2 + config.workers.length, // of receipts and imports
    );
    expect(asFunction.service.findResources('AWS::ECS::Service')).toEqual({});
  });

  it('says so in an output, and the function has no such output', () => {
    expect(service.findOutputs('BaristaCompute')).toMatchObject({ BaristaCompute: { Value: 'containers' } });
    expect(asFunction.service.findOutputs('BaristaCompute')).toEqual({});
  });

  it('has the permissions of the function, without those for its log and its traces', () => {
    // The CDK merges statements with the same resources.
    const permissionsOf = (template: typeof service, role: string): readonly string[] =>
      statementsOf(template, role)
        .flatMap(({ Action, ...rest }) => [Action].flat().map((action) => JSON.stringify({ action, ...rest })))
        .toSorted();
    const ofFunction = permissionsOf(asFunction.service, 'BaristaRole');
    expect(permissionsOf(service, 'BaristasTaskTaskRole')).toEqual(
      ofFunction.filter((permission) => !/"action":"(logs|xray):/.test(permission)),
    );
  });

  it('has the variables of the function, and those of the worker', () => {
    const values = Object.fromEntries(
      container.Environment.map(({ Name, Value }: { Name: string; Value: unknown }) => [Name, Value]),
    );
    expect(Object.keys(values).toSorted()).toEqual([...workerVariables, 'AWS_REGION'].toSorted());
    const { Variables } = propertiesOf(
      asFunction.service.findResources('AWS::Lambda::Function'),
      'BaristaFunction',
    ).Environment;
    for (const name of baristaVariables) expect(values[name]).toEqual(Variables[name]);
    expect(values).toMatchObject({
      WORKER_TIMEOUT_MILLISECONDS: String(config.barista.timeout.toMilliseconds()),
      WORKER_QUEUES: 'orders,tabs,pickups',
      WORKER_CONCURRENCY: String(config.containers.concurrency),
      WORKER_LOG_LEVEL: config.logLevel,
    });
  });

  it('runs on arm64 with an init process, a health check, a read-only file system and the longest time to stop', () => {
    expect(task).toMatchObject({
      RuntimePlatform: { CpuArchitecture: 'ARM64' },
      Family: `orderboard-${stage}-barista`,
    });
    expect(container).toMatchObject({
      HealthCheck: { Command: ['CMD', 'node', '-e', expect.stringContaining('http://127.0.0.1:8080/ready')] },
      LinuxParameters: { InitProcessEnabled: true },
      ReadonlyRootFilesystem: true,
      StopTimeout: 120,
    });
    expect(container.StopTimeout).toBeGreaterThan(config.barista.timeout.toSeconds());
  });

  it('keeps its logs as the function does', () => {
    const logsOf = (template: typeof service, name: string) =>
      propertiesOf(template.findResources('AWS::Logs::LogGroup'), name);
    expect(logsOf(service, 'BaristasLogs')).toEqual(logsOf(asFunction.service, 'BaristaLogs'));
    expect(container.LogConfiguration).toMatchObject({
      LogDriver: 'awslogs',
      Options: { mode: 'non-blocking', 'awslogs-group': { Ref: expect.stringMatching(/^BaristasLogs/) } },
    });
  });

  it('rolls a failed deployment back, and lets nothing in', () => {
    service.hasResourceProperties('AWS::ECS::Service', {
      DeploymentConfiguration: {
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
        MinimumHealthyPercent: 100,
      },
    });
    const group = propertiesOf(service.findResources('AWS::EC2::SecurityGroup'), 'BaristasCluster');
    expect(group).not.toHaveProperty('SecurityGroupIngress');
    expect(group.SecurityGroupEgress).toMatchObject([{ FromPort: 443, ToPort: 443, IpProtocol: 'tcp' }]);
  });

  it('follows the visible messages of all queues for each running task', () => {
    const range = propertiesOf(service.findResources('AWS::ApplicationAutoScaling::ScalableTarget'), 'Baristas');
    expect(range).toMatchObject({ MinCapacity: least, MaxCapacity: most });
    const policy = propertiesOf(service.findResources('AWS::ApplicationAutoScaling::ScalingPolicy'), 'Baristas');
    const { TargetValue, CustomizedMetricSpecification } = policy.TargetTrackingScalingPolicyConfiguration;
    expect(TargetValue).toBe(config.containers.backlogPerTask);
    const read: readonly object[] = CustomizedMetricSpecification.Metrics;
    expect(read.at(-1)).toMatchObject({ Expression: '(visible0 + visible1 + visible2) / tasks', ReturnData: true });
    const texts = read.slice(0, -1).map((metric) => JSON.stringify(metric));
    expect(texts).toEqual([
      ...['Orders', 'Tabs', 'Pickups'].map((name) =>
        expect.stringMatching(`${name}Queue.*"ApproximateNumberOfMessagesVisible".*"Stat":"Maximum"`),
      ),
      expect.stringMatching('"CPUUtilization".*"Stat":"SampleCount"'),
    ]);
  });

  it('has an alarm for each alarm of the function, with an entry in the runbook', () => {
    const alarmsOf = (template: typeof monitoring) =>
      Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
    const namesOf = (template: typeof monitoring): readonly string[] =>
      alarmsOf(template).map(({ AlarmName }) => AlarmName);
    expect(namesOf(monitoring).toSorted()).toEqual(namesOf(asFunction.monitoring).toSorted());
    for (const { AlarmDescription } of alarmsOf(monitoring))
      expect(leads('README.md', /docs\/\S+$/.exec(AlarmDescription)?.[0] ?? '')).toBe(true);
  });

  it('has no alarm and no graph about a function that is not there', () => {
    const json = JSON.stringify(monitoring.toJSON());
    expect(json).not.toMatch(/BaristaFunction/);
    expect(json).toContain('Tasks of the barista');
    expect(JSON.stringify(asFunction.monitoring.toJSON())).not.toContain('Tasks of the barista');
  });
});

describe.each(stageNames)('cdk-nag in the stage %s in containers', (stage) => {
  const config = configFor(stage, { compute: 'containers' });
  const app = anApp();
  createStacks(app, config);
  const findings = findingsIn(app);

  it('finds nothing that no suppression names', () => {
    expect(
      findings.filter((finding) => !suppressions.some((suppression) => suppresses(suppression, finding, config))),
    ).toEqual([]);
  });

  it('finds something for each suppression', () => {
    const ours = suppressions.filter((each) => each.checker === 'cdk-nag' && appliesTo(each, config));
    expect(ours.filter((each) => !findings.some((finding) => suppresses(each, finding, config)))).toEqual([]);
  });
});

it('builds the image for the processors of its tasks', () => {
  const app = anApp();
  createStacks(app, configFor('dev', { compute: 'containers' }));
  const assets = JSON.parse(readFileSync(join(app.synth().directory, 'Service.assets.json'), 'utf8'));
  expect(Object.values(assets.dockerImages)).toMatchObject([
    { source: { dockerFile: 'worker/Dockerfile', platform: 'linux/arm64' } },
  ]);
});

it('refuses a barista whose tasks cannot end within the time that Fargate gives them', () => {
  const config = configFor('dev', { compute: 'containers' });
  const withTimeout = (seconds: number) => ({
    ...config,
    barista: { ...config.barista, timeout: Duration.seconds(seconds) },
  });
  expect(() => templatesFor(withTimeout(70))).toThrow('a worker should stop within 120 s');
  expect(() => templatesFor(withTimeout(69))).not.toThrow();
});

it('refuses another form of the barista', () => {
  expect(() => configFor('dev', { compute: 'ecs' })).toThrow("-c compute should be functions or containers, got 'ecs'");
});
