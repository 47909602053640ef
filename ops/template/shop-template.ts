/** What the templates of a stage say about its cost and its limits. */
export type ShopTemplate = {
  readonly stage: string;
  readonly functions: Readonly<Record<FunctionName, FunctionTemplate>>;
  readonly importer: FunctionTemplate;
  /** The queue that the importer works. */
  readonly imports: QueueTemplate;
  readonly queues: Readonly<Record<QueueName, QueueTemplate>>;
  readonly mappings: Readonly<Record<QueueName, MappingTemplate>>;
  /** The types of the events that SNS delivers to `receipts`. */
  readonly mailedTypes: readonly string[];
  readonly table: TableTemplate;
  readonly api: ApiTemplate;
  /** Days after which S3 deletes the body of a claim check. */
  readonly claimCheckDays: number;
  /** Days after which S3 deletes the file of an import. */
  readonly importDays: number;
  readonly monitoring: MonitoringTemplate;
  /** KMS keys of the account. */
  readonly keys: number;
};

export const functionNames = ['cashier', 'barista', 'receipts', 'counter'] as const;
export type FunctionName = (typeof functionNames)[number];
export const queueNames = ['orders', 'tabs', 'pickups', 'receipts'] as const;
export type QueueName = (typeof queueNames)[number];

export type FunctionTemplate = {
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  readonly reservedConcurrency: number | undefined;
  readonly tracing: boolean;
  /** Whether Lambda writes a line at the start and at the end of each invocation. */
  readonly platformLines: boolean;
  /** Whether Lambda keeps lines of the level DEBUG. */
  readonly debugLines: boolean;
  readonly variables: Readonly<Record<string, unknown>>;
};
export type QueueTemplate = {
  readonly fifo: boolean;
  readonly visibilitySeconds: number;
  readonly retentionSeconds: number;
  /** How long SQS uses a data key, if a key of the account encrypts the queue. */
  readonly keyReuseSeconds: number | undefined;
};
export type MappingTemplate = { readonly batchSize: number; readonly maxConcurrency: number };
export type TableTemplate = {
  readonly warmWrites: number | undefined;
  readonly warmIndexWrites: number | undefined;
  readonly recovery: boolean;
  readonly ownKey: boolean;
};
export type CallLimit = { readonly call: string; readonly rate: number; readonly burst: number };
export type ApiTemplate = {
  /** The first one is the limit of every call that has no other one. */
  readonly limits: readonly CallLimit[];
  readonly tracing: boolean;
  /** The share of the calls that X-Ray records, if the API has a sampling rule. */
  readonly tracedShare: number | undefined;
  readonly accessLogFormat: string;
  /** The rules of WAF, or none without WAF. */
  readonly firewallRules: number | undefined;
  /** The requests of one address in a window of so many seconds. */
  readonly addressLimit: { readonly requests: number; readonly seconds: number } | undefined;
};
export type MonitoringTemplate = {
  readonly alarmMetrics: number;
  readonly compositeAlarms: number;
  readonly dashboards: number;
  /** Metrics from log lines, at least: one with a dimension is several. */
  readonly metrics: number;
  readonly logRetentionDays: number;
};

/** One value for each function. */
export const byFunction = <Value>(read: (name: FunctionName) => Value): Readonly<Record<FunctionName, Value>> => ({
  cashier: read('cashier'),
  barista: read('barista'),
  receipts: read('receipts'),
  counter: read('counter'),
});

/** One value for each queue. */
export const byQueue = <Value>(read: (name: QueueName) => Value): Readonly<Record<QueueName, Value>> => ({
  orders: read('orders'),
  tabs: read('tabs'),
  pickups: read('pickups'),
  receipts: read('receipts'),
});
