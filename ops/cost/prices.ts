// The one table of prices: us-east-1, without free tiers and without discounts for volume.

export const region = 'us-east-1';
/** When the prices were last compared with their pages. */
export const pricesAsOf = '2026-11-26';

export type Price = {
  /** USD for `per` units. */
  readonly usd: number;
  readonly per: number;
  readonly unit: string;
  readonly page: string;
  /** What the comparison found, if AWS's own page could not be read. */
  readonly source?: string;
};

const MILLION = 1_000_000;
const page = (service: string): string => `https://aws.amazon.com/${service}/pricing/`;
/** AWS's page is filled by a script, so its stored copy has no numbers. */
const SECONDARY = 'secondary source';

export const prices = {
  'api-call': price(3.5, MILLION, 'REST API calls', 'api-gateway', SECONDARY),
  'firewall-request': price(0.6, MILLION, 'requests that WAF inspects', 'waf', SECONDARY),
  'lambda-request': price(0.2, MILLION, 'invocations', 'lambda', SECONDARY),
  'lambda-gb-second': price(0.000_013_333_4, 1, 'GB-seconds on arm64', 'lambda', SECONDARY),
  'queue-request': price(0.4, MILLION, 'requests of 64 KB to a standard queue', 'sqs', SECONDARY),
  'fifo-request': price(0.5, MILLION, 'requests of 64 KB to a FIFO queue', 'sqs', SECONDARY),
  'fair-request': price(0.1, MILLION, 'requests with a message group to a standard queue', 'sqs', SECONDARY),
  publish: price(0.5, MILLION, 'publish requests of 64 KB; deliveries to SQS are free', 'sns', SECONDARY),
  'table-write': price(0.625, MILLION, 'write request units', 'dynamodb/on-demand', 'from memory'),
  'index-write': price(0.625, MILLION, 'write request units of an index', 'dynamodb/on-demand', 'from memory'),
  'table-read': price(0.125, MILLION, 'read request units', 'dynamodb/on-demand', 'from memory'),
  'table-gb-month': price(0.25, 1, 'GB-months of a table', 'dynamodb/on-demand', 'from memory'),
  'recovery-gb-month': price(0.2, 1, 'GB-months of point-in-time recovery', 'dynamodb/on-demand', 'from memory'),
  'log-gb': price(0.5, 1, 'GB of logs', 'cloudwatch', SECONDARY),
  'log-gb-month': price(0.03, 1, 'GB-months of compressed logs', 'cloudwatch', 'from memory'),
  trace: price(5, MILLION, 'recorded traces', 'xray'),
  'object-put': price(0.005, 1000, 'PUT requests', 's3', 'from memory'),
  'object-get': price(0.0004, 1000, 'GET requests', 's3', 'from memory'),
  'object-gb-month': price(0.023, 1, 'GB-months of objects', 's3', 'from memory'),
  'gb-out': price(0.09, 1, 'GB to the internet', 'ec2/on-demand', SECONDARY),
  mail: price(0.1, 1000, 'mails', 'ses', 'from memory'),
  'key-request': price(0.03, 10_000, 'requests to KMS', 'kms', SECONDARY),
  'key-month': price(1, 1, 'key-months', 'kms', SECONDARY),
  'alarm-month': price(0.1, 1, 'alarm metrics a month', 'cloudwatch', 'from memory'),
  'composite-alarm-month': price(0.5, 1, 'composite alarms a month', 'cloudwatch', 'from memory'),
  'dashboard-month': price(3, 1, 'dashboards a month', 'cloudwatch', SECONDARY),
  'metric-month': price(0.3, 1, 'metrics from logs a month', 'cloudwatch', SECONDARY),
  'firewall-month': price(5, 1, 'web ACLs a month', 'waf', SECONDARY),
  'firewall-rule-month': price(1, 1, 'rules of WAF a month', 'waf', SECONDARY),
} as const satisfies Readonly<Record<string, Price>>;

/** What AWS counts and charges. */
export type Meter = keyof typeof prices;
export const meters = Object.keys(prices).filter((name): name is Meter => name in prices);

function price(usd: number, per: number, unit: string, service: string, source?: string): Price {
  return { usd, per, unit, page: page(service), ...(source === undefined ? {} : { source }) };
}

/** The price of a quantity, in USD. */
export const usdOf = (meter: Meter, quantity: number): number => (prices[meter].usd * quantity) / prices[meter].per;
