import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { MessageRejected } from '@aws-sdk/client-sesv2';
import { PermanentError } from '../../../lambda/errors.ts';
import { eventOf } from '../../../lambda/order/event.ts';
import { pickupNumber } from '../../../lambda/order/identity.ts';
import { BOARD_INDEX } from '../../../lambda/order/lane.ts';
import { configFor } from '../../../lib/config.ts';
import { cancelOrder, postOrder } from '../../support/api.ts';
import { evaluateAlarms } from '../../support/cloudwatch/alarms.ts';
import {
  type AwsNumbers,
  awsMetrics,
  type LogEvent,
  lambdaEvent,
  logMetrics,
  MINUTE,
} from '../../support/cloudwatch/metrics.ts';
import { uploadEvent } from '../../support/imports.ts';
import { aMessage, anOrder, aRecord } from '../../support/orders.ts';
import { templatesFor } from '../../support/synth.ts';
import { failing, holding, logOf, type Moment, NO_ANSWER, refusal } from '../../support/wired.ts';

const { monitoring, service } = templatesFor({ ...configFor('prod'), workers: [] });
const SECOND = 1000;
const ORDER_ID = '3f1a5c0e-8f0b-4c39-9a43-0d1f7c6b2a10';
const message = JSON.stringify(aMessage({ orderId: ORDER_ID }));
const atCounter = aRecord({ orderId: ORDER_ID, status: 'PREPARING', version: 2, attempts: 1 });
const ready = aRecord({ orderId: ORDER_ID, status: 'READY', version: 3, attempts: 1 });
const event = eventOf('READY', { orderId: ORDER_ID, number: pickupNumber(ORDER_ID), version: 3, at: ready.updatedAt });

type Data = {
  readonly lines?: readonly LogEvent[];
  readonly numbers?: readonly AwsNumbers[];
  readonly minutes?: number;
};

/** The minutes at whose end each alarm fires, by the name of the alarm. */
const firedBy = ({ lines = [], numbers = [], minutes = 30 }: Data): ReadonlyMap<string, readonly number[]> => {
  const [logs, aws] = [logMetrics(monitoring, lines), awsMetrics(numbers)];
  const alarms = evaluateAlarms(monitoring, 'orderboard-prod', (metric) => logs(metric) ?? aws(metric), minutes);
  return new Map(alarms.map(({ name, fires }) => [name, fires]));
};

/** The lines of one function at these times, in milliseconds. */
const linesAt = async (times: readonly number[], log: (moment: Moment, n: number) => Promise<LogEvent[]>) =>
  (await Promise.all(times.map((at, n) => log({ at }, n)))).flat();
const eachMinute = (count: number, offset = 0): number[] =>
  Array.from({ length: count }, (_, minute) => minute * MINUTE + offset);
const repeat = (count: number, value: number): number[] => Array(count).fill(value);

/** The retries of one order or mail: SQS first delivers it at the start. */
const RETRIES = [0, 4, 9, 16, 27, 50, 84, 119].map((seconds) => seconds * SECOND);
const order =
  (answer: Moment['answer'], more: Partial<Moment> = {}) =>
  (moment: Moment, n: number) =>
    logOf.barista({ ...moment, ...more, ...(answer && { answer }) }, message, { receiveCount: n + 1 });
const mail = (answer: Moment['answer']) => (moment: Moment, n: number) =>
  logOf.receipts({ ...moment, ...(answer && { answer }) }, JSON.stringify(event), { receiveCount: n + 1 });
const made = order(holding(atCounter));
const mailed = mail(holding(ready));
const accepted = (moment: Moment) => logOf.cashier(moment, postOrder(anOrder()));
const later = (moment: Moment) => logOf.cashier(moment, postOrder(anOrder({ pickupAt: '2026-11-21T20:00:00.000Z' })));
const cancelled = (moment: Moment) =>
  logOf.counter(
    { ...moment, answer: holding(aRecord({ orderId: ORDER_ID, status: 'CANCELLED', version: 2 })) },
    cancelOrder(ORDER_ID),
  );

/** A line of the API's access log, in the format of the template. */
const call = (at: number, status: string): LogEvent => {
  const [stage] = Object.values(service.findResources('AWS::ApiGateway::Stage'));
  const format: string = stage?.Properties.AccessLogSetting.Format;
  return { group: 'access', at, event: JSON.parse(format.replace('$context.status', status)) };
};

type Case = {
  readonly alarm: string;
  /** When it should fire. */
  readonly bad: () => Promise<Data>;
  /** The minutes at whose end it does. */
  readonly fires: readonly number[];
  /** What comes near to it, and should not fire it. */
  readonly good: readonly (() => Promise<Data>)[];
};

const lines = (promise: Promise<readonly LogEvent[]>): Promise<Data> => promise.then((found) => ({ lines: found }));
const numbers = async (...given: readonly AwsNumbers[]): Promise<Data> => ({ numbers: given });
const flat = async (...given: readonly Promise<readonly LogEvent[]>[]): Promise<LogEvent[]> =>
  (await Promise.all(given)).flat();

const orderCases: readonly Case[] = [
  {
    alarm: 'orders-failing',
    bad: () => lines(linesAt([...RETRIES, 121 * SECOND], order(failing('dynamodb', NO_ANSWER)))),
    fires: [3],
    good: [() => lines(linesAt(RETRIES, order(failing('dynamodb', NO_ANSWER)))), () => lines(linesAt([500], made))],
  },
  {
    alarm: 'orders-unmade',
    bad: () => lines(flat(linesAt(eachMinute(30), accepted), linesAt(eachMinute(5, 30 * SECOND), made))),
    fires: [15],
    good: [
      () => lines(flat(linesAt(eachMinute(30), accepted), linesAt(eachMinute(30, 30 * SECOND), made))),
      () => lines(flat(linesAt([0, 20 * MINUTE], accepted), linesAt([MINUTE, 21 * MINUTE], made))),
      () => lines(flat(linesAt(eachMinute(15), accepted), linesAt(eachMinute(15, SECOND), cancelled))),
      () => lines(linesAt(eachMinute(15), later)),
    ],
  },
  {
    alarm: 'stuck-orders',
    bad: () => {
      const prepare = () => Promise.reject(new PermanentError('sold-out', 'it should be in stock, got none'));
      return lines(linesAt([MINUTE], order(holding(atCounter), { prepare })));
    },
    fires: [2],
    good: [() => lines(linesAt([MINUTE], order(failing('dynamodb', NO_ANSWER))))],
  },
  {
    alarm: 'poison',
    bad: () => lines(linesAt([0, 20 * MINUTE], (moment) => logOf.barista(moment, 'one order, please'))),
    fires: [1, 21],
    good: [() => lines(linesAt([0], made))],
  },
  {
    alarm: 'refused-calls',
    bad: () => lines(linesAt([0, 15 * MINUTE], order(failing('dynamodb', refusal('AccessDeniedException'))))),
    fires: [1],
    good: [
      () => lines(linesAt([0], order(failing('dynamodb', NO_ANSWER)))),
      // A customer can correct this one, and the next is no news: the message is visible.
      () =>
        lines(
          linesAt([0], ({ at }) =>
            logOf.cashier({ at, answer: failing('sqs', refusal('InvalidMessageContents')) }, postOrder(anOrder())),
          ),
        ),
      () =>
        lines(
          linesAt([0], (moment) => order(failing('dynamodb', NO_ANSWER, failing('sqs', refusal('Gone'))))(moment, 0)),
        ),
    ],
  },
];

const mailCases: readonly Case[] = [
  {
    alarm: 'mails-failing',
    bad: () => lines(linesAt([...RETRIES, 121 * SECOND], mail(failing('ses', NO_ANSWER, holding(ready))))),
    fires: [3],
    good: [
      () => lines(linesAt(RETRIES, mail(failing('ses', NO_ANSWER, holding(ready))))),
      () => lines(linesAt([0], mailed)),
    ],
  },
  {
    alarm: 'mail-denied',
    bad: () => lines(linesAt([0, 15 * MINUTE], mail(failing('ses', refusal('AccessDeniedException'), holding(ready))))),
    fires: [1],
    good: [
      () => lines(linesAt([0], mail(failing('ses', refusal('SendingPausedException'), holding(ready))))),
      () => lines(linesAt([0], mail(failing('dynamodb', refusal('AccessDeniedException'))))),
    ],
  },
  {
    alarm: 'mails-rejected',
    bad: () => {
      const rejected = new MessageRejected({ message: 'Address is not verified', $metadata: {} });
      return lines(linesAt(eachMinute(3), mail(failing('ses', rejected, holding(ready)))));
    },
    fires: [3],
    good: [
      () => lines(linesAt(eachMinute(2), mail(failing('ses', refusal('SendingPausedException'), holding(ready))))),
      () =>
        lines(
          flat(
            linesAt(eachMinute(3), mail(failing('ses', refusal('SendingPausedException'), holding(ready)))),
            linesAt(repeat(60, 0), mailed),
          ),
        ),
    ],
  },
];

const anUpload = (moment: Moment, n: number) =>
  logOf.importer({ ...moment, answer: failing('s3', NO_ANSWER) }, uploadEvent(1), { receiveCount: n + 1 });
/** The line of an import that goes on in the next invocation. */
const goesOn = async ({ at }: Moment): Promise<LogEvent[]> => {
  const fields = { reason: 'continued', failingSeconds: 900 };
  return [lambdaEvent('importer', at, { level: 'warn', event: 'record.failed', fields })];
};

const importCases: readonly Case[] = [
  {
    alarm: 'imports-failing',
    bad: () => lines(linesAt([...RETRIES, 121 * SECOND], anUpload)),
    fires: [3],
    good: [() => lines(linesAt(RETRIES, anUpload)), () => lines(linesAt(eachMinute(15), goesOn))],
  },
];

const visible = (of: string, values: readonly number[]): AwsNumbers => ({
  metricName: 'ApproximateNumberOfMessagesVisible',
  of,
  values,
});
const received = (of: string, values: readonly number[]): AwsNumbers => ({
  metricName: 'NumberOfMessagesReceived',
  of,
  values,
});
const hidden = (of: string, values: readonly number[]): AwsNumbers => ({
  metricName: 'ApproximateNumberOfMessagesNotVisible',
  of,
  values,
});

const queueCases: readonly Case[] = ['Orders', 'Tabs', 'Pickups', 'Receipts', 'Imports'].flatMap((queue) => [
  {
    alarm: `${queue.toLowerCase()}-dlq`,
    bad: () => numbers(visible(`${queue}Dlq`, [0, 0, 1, 1])),
    fires: [3],
    good: [() => numbers(visible(`${queue}Dlq`, [0, 0, 0]), visible(`${queue}Queue`, [9, 9, 9]))],
  },
  {
    alarm: `${queue.toLowerCase()}-idle`,
    bad: () => numbers(visible(`${queue}Queue`, [2, 2, 2, 2, 2, 2]), received(`${queue}Queue`, [1, 0, 0, 0, 0, 0])),
    fires: [6],
    good: [
      () => numbers(visible(`${queue}Queue`, repeat(9, 500)), received(`${queue}Queue`, [0, 0, 0, 0, 9, 0, 0, 0, 0])),
      () => numbers(visible(`${queue}Queue`, repeat(9, 0)), received(`${queue}Queue`, repeat(9, 0))),
    ],
  },
]);

const AGED = ['Orders', 'Tabs', 'Receipts', 'Imports'];
const age = (of: string, values: readonly number[]): AwsNumbers => ({
  metricName: 'ApproximateAgeOfOldestMessage',
  of,
  values,
});

const ageCases: readonly Case[] = AGED.map((queue) => ({
  alarm: `${queue.toLowerCase()}-age`,
  bad: () => numbers(age(`${queue}Queue`, [540, 600, 660])),
  fires: [2],
  good: [() => numbers(age(`${queue}Queue`, [540, 599, 10]))],
}));

const sum = (metricName: string, of: string, values: readonly number[]): AwsNumbers => ({ metricName, of, values });

const functionCases: readonly Case[] = ['Cashier', 'Counter', 'Barista', 'Receipts', 'Importer'].map((name) => ({
  alarm: `${name.toLowerCase()}-errors`,
  bad: () => numbers(sum('Errors', `${name}Function`, [1, 1, 1]), sum('Invocations', `${name}Function`, [20, 20, 20])),
  fires: [3],
  good: [
    () => numbers(sum('Errors', `${name}Function`, [1, 1, 0]), sum('Invocations', `${name}Function`, [1, 1, 1])),
    () => numbers(sum('Errors', `${name}Function`, [1, 1, 1]), sum('Invocations', `${name}Function`, [30, 30, 30])),
  ],
}));

const serviceCases: readonly Case[] = [
  ...functionCases,
  {
    alarm: 'function-throttles',
    bad: () => numbers(sum('Throttles', 'CashierFunction', [4, 0, 4, 0, 4])),
    fires: [5],
    good: [() => numbers(sum('Throttles', 'CashierFunction', [40, 0, 0, 40, 0]))],
  },
  {
    alarm: 'api-errors',
    bad: () => numbers(sum('5XXError', 'shop', [0, 1, 2]), sum('Count', 'shop', [20, 20, 20])),
    fires: [3],
    good: [
      () => numbers(sum('5XXError', 'shop', [1, 0, 1]), sum('Count', 'shop', [1, 0, 1])),
      () => numbers(sum('5XXError', 'shop', [1, 1, 1]), sum('Count', 'shop', [30, 30, 30])),
    ],
  },
  {
    alarm: 'api-throttles',
    bad: async () => ({
      lines: [call(0, '429'), call(MINUTE, '429'), call(MINUTE, '429')],
      numbers: [sum('Count', 'shop', [20, 20])],
    }),
    fires: [2],
    good: [
      async () => ({
        lines: [call(0, '404'), call(MINUTE, '503'), call(MINUTE, '409')],
        numbers: [sum('Count', 'shop', [1, 2])],
      }),
    ],
  },
  {
    alarm: 'table-throttles',
    bad: () => numbers(sum('WriteThrottleEvents', 'OrderStoreTable', [1, 0, 7, 1])),
    fires: [4],
    good: [() => numbers(sum('WriteThrottleEvents', 'OrderStoreTable', [90, 0, 90, 0, 0, 90]))],
  },
  {
    alarm: 'table-errors',
    bad: () => numbers(sum('SystemErrors', 'UpdateItem', [1, 1, 1])),
    fires: [3],
    good: [() => numbers(sum('SystemErrors', 'UpdateItem', [1, 1, 0]))],
  },
  {
    alarm: 'in-flight',
    bad: () => numbers(hidden('PickupsQueue', [95_999, 96_000])),
    fires: [2],
    good: [() => numbers(hidden('OrdersQueue', [95_999]), hidden('TabsQueue', [95_999]))],
  },
];

const unwell: Case = {
  alarm: 'unwell',
  bad: () => lines(linesAt([...RETRIES, 121 * SECOND], order(failing('dynamodb', NO_ANSWER)))),
  fires: [3],
  good: [
    () => numbers(visible('OrdersDlq', [1]), age('ReceiptsQueue', [900])),
    () => lines(linesAt([...RETRIES, 121 * SECOND], mail(failing('ses', NO_ANSWER, holding(ready))))),
  ],
};

const cases = [...orderCases, ...mailCases, ...importCases, ...queueCases, ...ageCases, ...serviceCases, unwell];

describe.each(cases)('the alarm $alarm', ({ alarm, bad, fires, good }) => {
  it('fires when it should', async () => {
    expect(firedBy(await bad()).get(alarm)).toEqual(fires);
  });

  it('is silent in a good case', async () => {
    for (const data of good) expect(firedBy(await data()).get(alarm)).toEqual([]);
  });
});

it('feeds every alarm of the stack', () => {
  expect([...firedBy({}).keys()].toSorted()).toEqual(cases.map(({ alarm }) => alarm).toSorted());
});

it.each(['Orders', 'Tabs', 'Pickups', 'Receipts', 'Imports'])(
  'counts the messages in flight of the queue %s',
  (queue) => {
    const fired = firedBy({ numbers: [hidden(`${queue}Queue`, [95_999, 96_000])] });
    expect(fired.get('in-flight')).toEqual([2]);
  },
);

it.each(['Cashier', 'Counter', 'Barista', 'Receipts', 'Importer'])('counts the throttled invocations of %s', (name) => {
  const fired = firedBy({ numbers: [sum('Throttles', `${name}Function`, [1, 0, 1, 0, 1])] });
  expect(fired.get('function-throttles')).toEqual([5]);
});

it.each(['ReadThrottleEvents', 'WriteThrottleEvents'])(
  'counts the %s of the table, and those of its index',
  (metric) => {
    // The dimensions of the index name the table too, after the index.
    for (const name of ['[{"Name":"TableName"', `"${BOARD_INDEX}"`]) {
      const fired = firedBy({ numbers: [sum(metric, name, [1, 0, 1, 0, 1])] });
      expect({ name, fires: fired.get('table-throttles') }).toEqual({ name, fires: [5] });
    }
  },
);

it('counts the errors of DynamoDB in each operation that a role permits', () => {
  const permitted = JSON.stringify(service.findResources('AWS::IAM::Policy')).matchAll(/"dynamodb:(\w+)"/g);
  const operations = new Set([...permitted].map(([, operation = '']) => operation));
  expect(operations.size).toBeGreaterThan(3);
  for (const operation of operations) {
    const fired = firedBy({ numbers: [sum('SystemErrors', `"${operation}"`, [1, 1, 1])] });
    expect({ operation, fires: fired.get('table-errors') }).toEqual({ operation, fires: [3] });
  }
});

it('counts rejected mails over a quarter of an hour, because a quiet shop sends few', async () => {
  const reject = mail(failing('ses', refusal('SendingPausedException'), holding(ready)));
  const found = await linesAt([0, 6 * MINUTE, 12 * MINUTE], reject);
  expect(firedBy({ lines: found }).get('mails-rejected')).toEqual([13]);
});

it.each(['cashier', 'counter', 'barista', 'receipts', 'importer'])(
  'counts the failed calls of %s by their service',
  (group) => {
    const found = [lambdaEvent(group, 0, { level: 'warn', event: 'call.failed', fields: { service: 'dynamodb' } })];
    const Dimensions = [{ Name: 'Service', Value: 'dynamodb' }];
    const samples = logMetrics(
      monitoring,
      found,
    )({ Namespace: 'orderboard-prod', MetricName: 'FailedCalls', Dimensions });
    expect(samples?.get(0)).toEqual([1]);
  },
);

it('calls a queue idle whose receives SQS never writes', () => {
  const fired = firedBy({ numbers: [visible('OrdersQueue', repeat(6, 2)), visible('TabsQueue', repeat(6, 2))] });
  expect(fired.get('orders-idle')).toEqual([5]);
  expect(fired.get('tabs-idle')).toEqual([5]);
});

// CloudWatch documents that FILL stands for the newest minute of a late metric, which keeps such an alarm from firing.
it('fills no missing data in an alarm that needs every period', () => {
  const filling = Object.values(monitoring.findResources('AWS::CloudWatch::Alarm')).filter(({ Properties }) =>
    JSON.stringify(Properties.Metrics ?? []).includes('FILL('),
  );
  expect(filling.length).toBeGreaterThan(0);
  for (const { Properties } of filling) expect(Properties.DatapointsToAlarm).toBeLessThan(Properties.EvaluationPeriods);
});

it('does not call a mapping disabled if all visible messages of a tab are behind one that is retried later', () => {
  const waiting = [visible('TabsQueue', repeat(15, 4)), received('TabsQueue', repeat(15, 0))];
  const fired = (inFlight: number) => firedBy({ numbers: [...waiting, hidden('TabsQueue', repeat(15, inFlight))] });
  expect(fired(1).get('tabs-idle')).toEqual([]);
  expect(fired(0).get('tabs-idle')).toEqual([5]);
});

it.each([450, 905])('fires once for one order whose retries are %d seconds apart', async (apart) => {
  const retries = Array.from({ length: 16 }, (_, n) => (3 * 60 + 57 + n * apart) * SECOND);
  const fired = firedBy({ lines: await linesAt(retries, order(failing('dynamodb', NO_ANSWER))), minutes: 300 });
  expect(fired.get('orders-failing')).toEqual([4]);
});

it('does not count an order that is announced again as made', async () => {
  const refusedClaim = new ConditionalCheckFailedException({ message: 'it is READY', $metadata: {} });
  const again = order(failing('dynamodb UpdateItem', refusedClaim, holding(ready)));
  const found = await flat(linesAt(eachMinute(30), accepted), linesAt(eachMinute(30, 30 * SECOND), again));
  expect(found.filter(({ event }) => JSON.stringify(event).includes('order.ready'))).toHaveLength(30);
  expect(firedBy({ lines: found }).get('orders-unmade')).toEqual([6]);
});

it('counts the failures by their reason and by their service', async () => {
  const failed = await linesAt([0, SECOND], order(failing('dynamodb', NO_ANSWER)));
  const metrics = logMetrics(monitoring, failed);
  const samplesOf = (MetricName: string, Name: string, Value: string) =>
    metrics({ Namespace: 'orderboard-prod', MetricName, Dimensions: [{ Name, Value }] })?.get(0);
  expect(samplesOf('Failures', 'Reason', 'unavailable')).toEqual([1, 1]);
  expect(samplesOf('FailedCalls', 'Service', 'dynamodb')?.length).toBeGreaterThan(1);
});

it('measures the time from accepted to READY, receive counts of 3 and more, and attempts beyond the first', async () => {
  const found = await flat(
    linesAt(
      [90 * SECOND],
      order(
        holding({
          ...atCounter,
          attempts: 2,
          placedAt: '2026-11-21T09:00:00.000Z',
          updatedAt: '2026-11-21T09:01:30.000Z',
        }),
      ),
    ),
    linesAt([0, 0, 0, 0], order(failing('dynamodb', NO_ANSWER))),
  );
  const metrics = logMetrics(monitoring, found);
  const samplesOf = (MetricName: string) => metrics({ Namespace: 'orderboard-prod', MetricName });
  expect(samplesOf('MillisecondsToReady')?.get(1)).toEqual([90_000]);
  expect(samplesOf('Attempts')?.get(1)).toEqual([2]);
  expect(
    samplesOf('RepeatedReceives')
      ?.get(0)
      ?.filter((value) => value > 0),
  ).toHaveLength(2);
});
