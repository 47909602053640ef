import { type IMetric, MathExpression, Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, type JsonPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { capitalized, type WorkerDefinition } from '../workers.ts';
import { MINUTE } from './alarms.ts';

/**
 * The log groups of a stage. `access` has a line for each call of the API, the others have those of a function. A shop that mails
 * nobody has no `receipts`, and one without bulk imports has no `importer`. The barista in containers has the lines of a `worker`, too.
 */
export type LogGroups = Readonly<Record<Exclude<Source, Optional>, ILogGroup>> &
  Readonly<Partial<Record<Optional, ILogGroup>>>;
type Source = 'cashier' | 'counter' | 'barista' | 'access' | Optional;
type Optional = 'receipts' | 'importer' | 'worker';

/** A metric that CloudWatch Logs writes from log lines. No function calls CloudWatch. */
type LogMetric = {
  /** `consumers` are the functions that work a queue, `functions` are these and those of the API. */
  readonly from: Source | keyof typeof groups;
  readonly pattern: JsonPattern;
  /** The field with the value. @default - each line counts as 1, and a minute with other lines only as 0 */
  readonly value?: string;
  /** @default - none */
  readonly dimension?: { readonly name: string; readonly field: string };
};

const { all, any, exists, notExists, numberValue, regexValue, stringValue } = FilterPattern;
const field = (name: string): string => `$.message.${name}`;
const event = (name: string): JsonPattern => stringValue(field('event'), '=', name);
const has = (name: string, value: string): JsonPattern => stringValue(field(name), '=', value);
const hasNot = (name: string, value: string): JsonPattern => stringValue(field(name), '!=', value);

/** The message of a failed call ends in the name of the error, such as `AccessDeniedException`. */
const denied = (comparison: '=' | '!='): JsonPattern => regexValue(field('message'), comparison, 'AccessDenied');

const consumers = ['barista', 'receipts', 'importer'] as const satisfies readonly Source[];
const groups = { consumers, functions: ['cashier', 'counter', ...consumers] } as const;

/** An import that goes on in the next invocation is no failure. */
const stopped = all(event('record.failed'), hasNot('reason', 'continued'));

/**
 * Every metric from log lines. `!=` is used only for fields that each matching line has: CloudWatch does not document it for
 * others.
 */
const logMetrics = {
  OrdersAccepted: { from: 'cashier', pattern: event('order.placed') },
  // An order with a pick-up time is due later, perhaps in hours.
  OrdersToMakeNow: { from: 'cashier', pattern: all(event('order.placed'), notExists(field('pickupAt'))) },
  OrdersCancelled: { from: 'counter', pattern: event('order.cancelled') },
  // Only the line of an order that has just been made has a time. Later announcements of it have none.
  OrdersReady: { from: 'barista', pattern: all(event('order.ready'), numberValue(field('milliseconds'), '>=', 0)) },
  MillisecondsToReady: {
    from: 'barista',
    pattern: all(event('order.ready'), numberValue(field('milliseconds'), '>=', 0)),
    value: field('milliseconds'),
  },
  OrdersStuck: { from: 'barista', pattern: event('order.stuck') },
  Attempts: {
    from: 'barista',
    pattern: all(event('order.preparing'), numberValue(field('attempts'), '>=', 0)),
    value: field('attempts'),
  },
  OrderFailures: { from: 'barista', pattern: event('record.failed') },
  OrderFailingSeconds: { from: 'barista', pattern: event('record.failed'), value: field('failingSeconds') },
  MailFailures: { from: 'receipts', pattern: event('record.failed') },
  MailFailingSeconds: { from: 'receipts', pattern: event('record.failed'), value: field('failingSeconds') },
  RepeatedReceives: { from: 'consumers', pattern: numberValue(field('receiveCount'), '>=', 3) },
  Quarantined: { from: 'consumers', pattern: event('record.quarantined') },
  Mailed: { from: 'receipts', pattern: event('receipt.mailed') },
  MailsRejected: {
    from: 'receipts',
    pattern: any(
      all(event('record.quarantined'), has('code', 'mail-refused')),
      all(event('record.failed'), has('code', 'refused'), has('service', 'ses'), denied('!=')),
    ),
  },
  MailsDenied: {
    from: 'receipts',
    pattern: all(event('record.failed'), has('service', 'ses'), denied('=')),
  },
  // Only an operator can mend these. A customer can correct `order.refused`, and a message that is visible already hides no more.
  RefusedCalls: {
    from: 'functions',
    pattern: all(
      has('code', 'refused'),
      any(...['sqs', 'dynamodb', 'sns', 's3'].map((service) => has('service', service))),
      hasNot('event', 'order.refused'),
      hasNot('event', 'visibility.not-set'),
    ),
  },
  OrdersImported: { from: 'importer', pattern: event('import.saved'), value: field('accepted') },
  ImportFailures: { from: 'importer', pattern: stopped },
  ImportFailingSeconds: { from: 'importer', pattern: stopped, value: field('failingSeconds') },
  Failures: {
    from: 'consumers',
    pattern: stopped,
    dimension: { name: 'Reason', field: field('reason') },
  },
  FailedCalls: {
    from: 'functions',
    pattern: exists(field('service')),
    dimension: { name: 'Service', field: field('service') },
  },
  WorkerErrors: { from: 'worker', pattern: any(event('batch.timed-out'), event('worker.failed')) },
  ThrottledCalls: { from: 'access', pattern: stringValue('$.status', '=', '429') },
} as const satisfies Readonly<Record<string, LogMetric>>;

export type LogMetricName = keyof typeof logMetrics;

type LoggingWorker = { readonly definition: WorkerDefinition; readonly logGroup: ILogGroup };

export type LogMetricsProps = {
  readonly prefix: string;
  readonly logGroups: LogGroups;
  /** The functions of `workers.ts`. */
  readonly workers: readonly LoggingWorker[];
};

/** The metric filters of a stage. Its prefix is the namespace of their metrics, because two stages share an account. */
export class LogMetrics extends Construct {
  private readonly namespace: string;

  constructor(scope: Construct, id: string, { prefix, logGroups, workers }: LogMetricsProps) {
    super(scope, id);
    this.namespace = prefix;
    const groupOf = ({ definition, logGroup }: LoggingWorker) => [definition.function, logGroup] as const;
    const all: Readonly<Record<string, ILogGroup | undefined>> = {
      ...logGroups,
      ...Object.fromEntries(workers.map(groupOf)),
    };
    const others = workers.map(({ definition }) => definition.function);
    for (const [metricName, metric] of Object.entries<LogMetric>(logMetrics)) {
      const isGroup = metric.from === 'consumers' || metric.from === 'functions';
      for (const source of isGroup ? [...groups[metric.from], ...others] : [metric.from])
        this.addFilter(isGroup ? `${metricName}-${source}` : metricName, metricName, metric, all[source]);
    }
    for (const { definition, logGroup } of workers) {
      const metricName = failingSecondsOf(definition.queue);
      this.addFilter(metricName, metricName, failingSeconds, logGroup);
    }
  }

  /** How often a period has such a line. */
  count(metricName: LogMetricName, period = MINUTE): IMetric {
    return this.metric(metricName, { statistic: Stats.SUM, period });
  }

  /** The greatest value of a minute. */
  maximum(metricName: LogMetricName): IMetric {
    return this.metric(metricName, { statistic: Stats.MAXIMUM });
  }

  /** The longest that a message of a queue of `workers.ts` has been failing. */
  failingSeconds(queue: string): IMetric {
    return this.metric(failingSecondsOf(queue), { statistic: Stats.MAXIMUM });
  }

  percentile(metricName: LogMetricName, percentile: number): IMetric {
    return this.metric(metricName, { statistic: Stats.p(percentile), label: `p${percentile}` });
  }

  /** One line of a graph for each value of the metric's dimension. An alarm cannot use it. */
  byDimension(metricName: 'Failures' | 'FailedCalls'): IMetric {
    const { name } = logMetrics[metricName].dimension;
    const search = `{"${this.namespace}",${name}} MetricName="${metricName}"`;
    return new MathExpression({ expression: `SEARCH('${search}', 'Sum', 60)`, label: '', period: MINUTE });
  }

  private metric(metricName: string, options: MetricOptions): IMetric {
    return new Metric({ namespace: this.namespace, metricName, label: metricName, period: MINUTE, ...options });
  }

  /** CloudWatch allows no default value beside dimensions, and an age of 0 would be a wrong value. */
  private addFilter(
    id: string,
    metricName: string,
    { pattern, value, dimension }: Omit<LogMetric, 'from'>,
    logGroup: ILogGroup | undefined,
  ): void {
    if (!logGroup) return; // an optional function
    new MetricFilter(this, id, {
      logGroup,
      filterPattern: pattern,
      metricNamespace: this.namespace,
      metricName,
      metricValue: value ?? '1',
      ...(value === undefined && dimension === undefined ? { defaultValue: 0 } : {}),
      ...(dimension === undefined ? {} : { dimensions: { [dimension.name]: dimension.field } }),
    });
  }
}

const failingSeconds = { pattern: event('record.failed'), value: field('failingSeconds') };
const failingSecondsOf = (queue: string): string => `${capitalized(queue)}FailingSeconds`;
