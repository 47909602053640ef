import { type Duration, type RemovalPolicy, Tags } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  type ApplicationLogLevel,
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { buildOf, functionCode } from '../bundle.ts';
import type { Part } from '../parts.ts';

export interface NodeFunctionProps {
  /** The folder under `lambda/` whose `handler.ts` exports `handler`. It is also the function's tag `component`. */
  readonly folder: string;
  readonly description: string;
  /** The parts that the shop does without, which its pages do not show. @default none */
  readonly without?: readonly Part[];
  readonly timeout: Duration;
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Invocations that Lambda keeps free for this function, and its limit.
   * @default none - the function shares the limit of the account, of which a new account has too little to reserve any
   */
  readonly reservedConcurrency?: number | undefined;
  /** Lambda drops the lines of lower levels, so CloudWatch does not charge for them. */
  readonly logLevel: ApplicationLogLevel;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/** CPU grows with memory. With less, loading the SDK takes most of a cold start. */
const MEMORY_MEGABYTES = 512;

/**
 * Lambda writes two lines for each invocation at INFO. At WARN it writes only the report of an invocation that failed, such as a
 * timeout or a crash. The alarms use Lambda's metrics, which count every invocation.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
const SYSTEM_LOG_LEVEL = SystemLogLevel.WARN;

/** A function of this project: one small ES module with the SDK inside, and JSON logs in its own log group. */
export class NodeFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const { without = [] } = props;
    this.logGroup = new LogGroup(this, 'Logs', { retention: props.logRetention, removalPolicy: props.removalPolicy });
    // AWSLambdaBasicExecutionRole, the default of the CDK, permits writing to every log group of the account.
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(role);
    this.function = new LambdaFunction(this, 'Function', {
      description: props.description,
      role,
      code: functionCode(props.folder, without),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: MEMORY_MEGABYTES,
      timeout: props.timeout,
      environment: { ...props.environment },
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SYSTEM_LOG_LEVEL,
      applicationLogLevelV2: props.logLevel,
      logGroup: this.logGroup,
      tracing: Tracing.ACTIVE,
      ...(props.reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: props.reservedConcurrency }),
    });
    Tags.of(this).add('component', props.folder);
    this.function.node.addMetadata('orderboard:build', buildOf(props.folder, without));
  }
}
