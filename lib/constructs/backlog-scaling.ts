import { CfnScalingPolicy } from 'aws-cdk-lib/aws-applicationautoscaling';
import type { FargateService } from 'aws-cdk-lib/aws-ecs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface BacklogScalingProps {
  readonly service: FargateService;
  readonly queues: readonly IQueue[];
  readonly leastTasks: number;
  readonly mostTasks: number;
  /** The visible messages of all queues for each running task, which the number of tasks follows. */
  readonly backlogPerTask: number;
}

/** A task that starts or ends needs about a minute. */
const COOLDOWN_SECONDS = 60;

/**
 * Scales a service on its backlog per task. The number of messages alone would not fall when tasks are added.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-using-sqs-queue.html
 */
export class BacklogScaling extends Construct {
  constructor(scope: Construct, id: string, props: BacklogScalingProps) {
    super(scope, id);
    const { service, leastTasks, mostTasks, backlogPerTask } = props;
    const range = service.autoScaleTaskCount({ minCapacity: leastTasks, maxCapacity: mostTasks });
    // `scaleToTrackCustomMetric` of the CDK takes no metric math.
    const policy = new CfnScalingPolicy(this, 'Policy', {
      policyName: 'backlog',
      policyType: 'TargetTrackingScaling',
      serviceNamespace: 'ecs',
      resourceId: `service/${service.cluster.clusterName}/${service.serviceName}`,
      scalableDimension: 'ecs:service:DesiredCount',
      targetTrackingScalingPolicyConfiguration: {
        targetValue: backlogPerTask,
        scaleInCooldown: COOLDOWN_SECONDS,
        scaleOutCooldown: COOLDOWN_SECONDS,
        customizedMetricSpecification: { metrics: backlogMetrics(props) },
      },
    });
    policy.node.addDependency(range);
  }
}

/**
 * SQS writes the metric of a queue while somebody polls it. ECS writes one sample of the CPU for each task and minute. Both are late,
 * so no `FILL`: its value would stand for the newest minutes, and the alarm that adds tasks needs three minutes in a row.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
const backlogMetrics = ({
  service,
  queues,
}: BacklogScalingProps): CfnScalingPolicy.TargetTrackingMetricDataQueryProperty[] => {
  const visible = queues.map(({ queueName }, n) =>
    query(`visible${n}`, 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'Maximum', { QueueName: queueName }),
  );
  const { serviceName: ServiceName, cluster } = service;
  const dimensions = { ClusterName: cluster.clusterName, ServiceName };
  const tasks = query('tasks', 'AWS/ECS', 'CPUUtilization', 'SampleCount', dimensions);
  const sum = visible.map(({ id }) => id).join(' + ');
  return [
    ...visible,
    tasks,
    {
      id: 'backlog',
      label: 'Messages for each task',
      expression: `(${sum}) / tasks`,
      returnData: true,
    },
  ];
};

const query = (
  id: string,
  namespace: string,
  metricName: string,
  stat: string,
  dimensions: Readonly<Record<string, string>>,
): CfnScalingPolicy.TargetTrackingMetricDataQueryProperty => ({
  id,
  returnData: false,
  metricStat: {
    stat,
    metric: {
      namespace,
      metricName,
      dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
    },
  },
});
