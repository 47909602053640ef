import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Operation, type TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { BOARD_INDEX } from '../../lambda/order/lane.ts';
import type { AlarmConfig } from '../config.ts';
import { type Alarms, FIVE_MINUTES, MINUTE } from './alarms.ts';
import type { LogMetrics } from './log-metrics.ts';

/** A short burst passes: SQS, the clients and customers retry. */
const THREE_OF_FIVE = { of: 5, reach: 3 };

/** The alarms about the calls of customers. */
export const addApiAlarms = (alarms: Alarms, api: RestApi, metrics: LogMetrics, config: AlarmConfig): void => {
  const calls = api.metricCount({ statistic: 'Sum' });
  alarms.add('api-errors', {
    what: `The API answers at least ${config.errorPercent} % of the calls with 5xx`,
    metric: rateMetric('5xx (%)', api.metricServerError({ statistic: 'Sum' }), calls, config),
    threshold: config.errorPercent,
    isUnwell: true,
  });
  alarms.add('api-throttles', {
    what: `The API refuses at least ${config.errorPercent} % of the calls with 429`,
    metric: rateMetric('429 (%)', metrics.count('ThrottledCalls', FIVE_MINUTES), calls, config),
    threshold: config.errorPercent,
  });
};

type Functions = Readonly<Record<string, IFunction>>;

/** The alarms about the functions. An order whose work fails is no error of its function. */
export const addFunctionAlarms = (alarms: Alarms, functions: Functions, config: AlarmConfig): void => {
  for (const [name, watched] of Object.entries(functions))
    alarms.add(`${name}-errors`, {
      what: `At least ${config.errorPercent} % of the invocations of the function ${name} end in a crash or a timeout`,
      metric: rateMetric('Errors (%)', watched.metricErrors(), watched.metricInvocations(), config),
      threshold: config.errorPercent,
    });
  alarms.add('function-throttles', {
    what: 'Lambda throttles a function: the account or the function has reached its concurrency',
    metric: sumMetric(
      'Throttled invocations',
      Object.entries(functions).map(([name, watched]) => [name, watched.metricThrottles()]),
    ),
    threshold: 1,
    periods: THREE_OF_FIVE,
  });
};

/** The operations that the functions call. DynamoDB counts its own errors for each of them. */
const OPERATIONS = [
  Operation.GET_ITEM,
  Operation.PUT_ITEM,
  Operation.UPDATE_ITEM,
  Operation.QUERY,
  Operation.BATCH_GET_ITEM,
];

/** The alarms about DynamoDB, from its own metrics. */
export const addTableAlarms = (alarms: Alarms, table: TableV2, { hasBoard }: { readonly hasBoard: boolean }): void => {
  const index = { TableName: table.tableName, GlobalSecondaryIndexName: BOARD_INDEX };
  const indexMetric = (metricName: string): IMetric =>
    new Metric({ namespace: 'AWS/DynamoDB', metricName, statistic: 'Sum', dimensionsMap: index });
  const boardThrottles = [
    ['boardReads', indexMetric('ReadThrottleEvents')],
    ['boardWrites', indexMetric('WriteThrottleEvents')],
  ] as const;
  alarms.add('table-throttles', {
    what: `DynamoDB throttles the table of the orders${hasBoard ? ' or its index' : ''}`,
    metric: sumMetric('Throttled requests', [
      ['reads', table.metric('ReadThrottleEvents', { statistic: 'Sum' })],
      ['writes', table.metric('WriteThrottleEvents', { statistic: 'Sum' })],
      ...(hasBoard ? boardThrottles : []),
    ]),
    threshold: 1,
    periods: THREE_OF_FIVE,
  });
  alarms.add('table-errors', {
    what: 'DynamoDB answers calls with errors of its own',
    metric: sumMetric(
      'Errors of DynamoDB',
      OPERATIONS.map((Operation) => [
        `on${Operation}`,
        table.metric('SystemErrors', { statistic: 'Sum', dimensionsMap: { TableName: table.tableName, Operation } }),
      ]),
    ),
    threshold: 1,
    periods: THREE_OF_FIVE,
  });
};

/** Errors per hundred, over the last five minutes; 0 for a few errors. */
const rateMetric = (label: string, errors: IMetric, all: IMetric, { leastErrors }: AlarmConfig): MathExpression =>
  new MathExpression({
    expression: `IF(errors >= ${leastErrors}, 100 * errors / all, 0)`,
    usingMetrics: { errors, all },
    label,
    period: FIVE_MINUTES,
  });

/** The sum of metrics that are written only when something happens. */
const sumMetric = (label: string, metrics: readonly (readonly [string, IMetric])[]): MathExpression =>
  new MathExpression({
    expression: `SUM([${metrics.map(([id]) => `FILL(${id}, 0)`).join(', ')}])`,
    usingMetrics: Object.fromEntries(metrics),
    label,
    period: MINUTE,
  });
