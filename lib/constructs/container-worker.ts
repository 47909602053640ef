import { Duration, type RemovalPolicy, Tags } from 'aws-cdk-lib';
import {
  AwsLogDriverMode,
  type ContainerImage,
  CpuArchitecture,
  FargateService,
  FargateTaskDefinition,
  LinuxParameters,
  LogDrivers,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ContainerConfig } from '../config.ts';
import { BacklogScaling } from './backlog-scaling.ts';
import { WorkerCluster } from './worker-cluster.ts';

export interface ContainerWorkerProps {
  /** The family of the task definitions, one for each stage. */
  readonly name: string;
  /** The tag `component`, and the prefix of the log streams. */
  readonly component: string;
  readonly image: ContainerImage;
  readonly environment: Readonly<Record<string, string>>;
  /** The longest that the worker needs to stop: its longest poll, and the batch that it holds. */
  readonly stopTime: Duration;
  readonly queues: readonly IQueue[];
  readonly containers: ContainerConfig;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/** The longest time of Fargate between the signal to stop and the end. */
const MOST_STOP_SECONDS = 120;
const HEALTH_PORT = 8080;
/** A deployment ends its old tasks once new ones are healthy: once SQS has answered them, and not once they run. */
const IS_READY = `fetch('http://127.0.0.1:${HEALTH_PORT}/ready').then(({ok})=>process.exit(ok?0:1),()=>process.exit(1))`;

/**
 * A service of tasks that poll queues. Its deployment keeps enough tasks running, and rolls back if new tasks do not start.
 *
 * @throws Error when a task could not end in the time that Fargate gives it
 */
export class ContainerWorker extends Construct {
  readonly service: FargateService;
  readonly logGroup: LogGroup;
  /** The role of the tasks. */
  readonly grantee: IGrantable;

  constructor(scope: Construct, id: string, props: ContainerWorkerProps) {
    super(scope, id);
    refuseSlowStop(this, props.stopTime);
    const { containers, queues } = props;
    this.logGroup = new LogGroup(this, 'Logs', { retention: props.logRetention, removalPolicy: props.removalPolicy });
    const { cluster, securityGroup } = new WorkerCluster(this, 'Cluster');
    const task = this.addTask(props);
    this.grantee = task.taskRole;
    this.service = new FargateService(this, 'Service', {
      cluster,
      taskDefinition: task,
      securityGroups: [securityGroup],
      assignPublicIp: true,
      minHealthyPercent: 100,
      circuitBreaker: { rollback: true },
    });
    new BacklogScaling(this, 'Scaling', { service: this.service, queues, ...containers });
    Tags.of(this).add('component', props.component);
  }

  private addTask({ name, containers, image, environment, component }: ContainerWorkerProps): FargateTaskDefinition {
    const { cpu, memory } = containers;
    const task = new FargateTaskDefinition(this, 'Task', {
      family: name,
      cpu,
      memoryLimitMiB: memory,
      runtimePlatform: { cpuArchitecture: CpuArchitecture.ARM64, operatingSystemFamily: OperatingSystemFamily.LINUX },
    });
    task.addContainer('Worker', {
      image,
      environment: { ...environment, WORKER_HEALTH_PORT: String(HEALTH_PORT) },
      // A driver that blocks would stop the process while CloudWatch Logs is out.
      logging: LogDrivers.awsLogs({
        logGroup: this.logGroup,
        streamPrefix: component,
        mode: AwsLogDriverMode.NON_BLOCKING,
      }),
      healthCheck: { command: ['CMD', 'node', '-e', IS_READY], startPeriod: Duration.seconds(60) },
      stopTimeout: Duration.seconds(MOST_STOP_SECONDS),
      readonlyRootFilesystem: true,
      // The kernel keeps the first process of a container from being killed by its own threads.
      linuxParameters: new LinuxParameters(this, 'Linux', { initProcessEnabled: true }),
    });
    return task;
  }
}

const refuseSlowStop = (scope: Construct, stopTime: Duration): void => {
  const seconds = stopTime.toSeconds({ integral: false });
  if (seconds <= MOST_STOP_SECONDS) return;
  throw new Error(
    `${scope.node.path}: a worker should stop within ${MOST_STOP_SECONDS} s, the most that Fargate permits, got ${seconds} s: ` +
      'lower the timeout of the barista',
  );
};
