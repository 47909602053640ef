import { functionNames, queueNames, type ShopTemplate } from '../template/shop-template.ts';
import { DAYS_PER_MONTH } from './assumptions.ts';
import { type Meter, usdOf } from './prices.ts';

/** A cost of every month, however many orders there are. */
export type MonthlyLine = { readonly what: string; readonly meter: Meter; readonly quantity: number };

const SECONDS_PER_MONTH = DAYS_PER_MONTH * 24 * 60 * 60;

/**
 * Lambda polls a queue with five long polls of 20 s, also while it is empty. With a maximum concurrency it does not poll less.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const POLLERS = 5;
const POLL_SECONDS = 20;

/** How long DynamoDB and SNS use a data key for one caller. */
const KEY_SECONDS = 300;

export const monthlyLines = (template: ShopTemplate): readonly MonthlyLine[] => {
  const { monitoring, keys, api } = template;
  return [
    ...queuesOf(template).map(({ name, fifo }) => ({
      what: `long polls of the empty queue ${name}`,
      meter: fifo ? ('fifo-request' as const) : ('queue-request' as const),
      quantity: (POLLERS * SECONDS_PER_MONTH) / POLL_SECONDS,
    })),
    { what: 'metrics that alarms read', meter: 'alarm-month', quantity: monitoring.alarmMetrics },
    { what: 'composite alarms', meter: 'composite-alarm-month', quantity: monitoring.compositeAlarms },
    { what: 'the dashboard', meter: 'dashboard-month', quantity: monitoring.dashboards },
    { what: 'metrics from log lines, at least', meter: 'metric-month', quantity: monitoring.metrics },
    { what: 'KMS keys', meter: 'key-month', quantity: keys },
    { what: 'requests to KMS, at most', meter: 'key-request', quantity: keyRequests(template) },
    ...(api.firewallRules === undefined
      ? []
      : [
          { what: 'the web ACL', meter: 'firewall-month' as const, quantity: 1 },
          { what: 'rules of the web ACL', meter: 'firewall-rule-month' as const, quantity: api.firewallRules },
        ]),
  ];
};

const queuesOf = ({ queues, imports }: ShopTemplate) => [
  ...queueNames.map((name) => ({ name, ...queues[name] })),
  { name: 'imports', ...imports },
];

export const monthlyUsd = (template: ShopTemplate): number =>
  monthlyLines(template).reduce((sum, { meter, quantity }) => sum + usdOf(meter, quantity), 0);

/**
 * SQS asks KMS twice for each sender and once for each receiver, in each reuse period. DynamoDB and SNS ask once for each caller.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
const keyRequests = (template: ShopTemplate): number => {
  const { table } = template;
  const ofQueues = queuesOf(template).reduce(
    (sum, { keyReuseSeconds }) =>
      sum + (keyReuseSeconds === undefined ? 0 : (SECONDS_PER_MONTH / keyReuseSeconds) * (2 + 1)),
    0,
  );
  const publishers = 2; // the barista and the counter
  const ofTopic = (SECONDS_PER_MONTH / KEY_SECONDS) * publishers;
  const ofTable = table.ownKey ? (SECONDS_PER_MONTH / KEY_SECONDS) * functionNames.length : 0;
  return ofQueues + ofTopic + ofTable;
};
