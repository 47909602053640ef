import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluateAlarms, type Fired } from '../../test/support/cloudwatch/alarms.ts';
import { type AwsNumbers, awsMetrics, lambdaEvent, logMetrics } from '../../test/support/cloudwatch/metrics.ts';
import { templatesOf } from '../../test/support/synth.ts';
import { type OutageCase, type Watched, watchOutage } from '../search/outage.ts';

Error.stackTraceLimit = 0;

const RUNBOOK = join(__dirname, '..', '..', 'docs', 'runbook.md');
const { monitoring } = templatesOf('dev');
const QUEUES = [
  ['orders', 'Orders'],
  ['tabs.fifo', 'Tabs'],
  ['pickups', 'Pickups'],
  ['receipts', 'Receipts'],
] as const;
const FUNCTIONS = ['cashier', 'counter', 'barista', 'receipts'];

/** The numbers of the shop, as the metrics of AWS have them. */
const numbersOf = ({ numbers }: Watched): AwsNumbers[] => {
  const of = (metricName: string, part: string, name: string) => ({
    metricName,
    of: part,
    values: numbers.get(name) ?? [],
  });
  const queues = QUEUES.flatMap(([name, id]) => [
    of('ApproximateNumberOfMessagesVisible', `${id}Queue`, `visible ${name}`),
    of('ApproximateNumberOfMessagesNotVisible', `${id}Queue`, `hidden ${name}`),
    of('ApproximateAgeOfOldestMessage', `${id}Queue`, `age ${name}`),
    of('NumberOfMessagesReceived', `${id}Queue`, `receives ${name}`),
    of('ApproximateNumberOfMessagesVisible', `${id}Dlq`, `dead ${name}`),
  ]);
  const functions = FUNCTIONS.flatMap((name) => {
    const id = `${name.charAt(0).toUpperCase()}${name.slice(1)}Function`;
    return [of('Invocations', id, `invocations ${name}`), of('Errors', id, `crashes ${name}`)];
  });
  return [...queues, ...functions, of('Count', 'shop', 'calls'), of('5XXError', 'shop', 'server errors')];
};

/** The alarms that fire, with the minutes after the outage begins. */
const alarmsDuring = async (outageCase: OutageCase): Promise<Fired[]> => {
  const watched = await watchOutage(outageCase);
  const events = watched.lines.map(({ name, at, ...line }) => lambdaEvent(name, at, line));
  const [logs, aws] = [logMetrics(monitoring, events), awsMetrics(numbersOf(watched))];
  const all = evaluateAlarms(monitoring, 'orderboard-dev', (metric) => logs(metric) ?? aws(metric), outageCase.watched);
  const after = (minutes: readonly number[]) => minutes.map((minute) => minute - outageCase.from);
  return all
    .filter(({ fires }) => fires.length > 0)
    .map(({ name, fires, recovers }) => ({ name, fires: after(fires), recovers: after(recovers) }));
};

/** A customer orders every ten seconds. */
const ORDERS = Array.from({ length: 270 }, (_, n) => n / 6);
const aCase = (varied: Partial<OutageCase> = {}): OutageCase => ({
  ...{ service: 'dynamodb', fault: 'refused', from: 10, minutes: 20, orders: ORDERS, isBusy: true, watched: 60 },
  ...varied,
});
const minutesOf = (fired: readonly Fired[], alarm: string) => fired.find(({ name }) => name === alarm)?.fires;

describe('an outage of DynamoDB for 20 minutes', () => {
  it.each(['refused', 'request lost', 'answer lost', 'stalled', 'error', 'throttled'] as const)(
    'fires an alarm about orders on standard queues within 5 minutes: %s',
    async (fault) => {
      const fired = await alarmsDuring(aCase({ fault }));
      expect(minutesOf(fired, 'orders-failing')).toEqual([3]);
      expect(minutesOf(fired, 'unwell')).toEqual([expect.any(Number)]);
      for (const { fires, recovers } of fired) expect([fires.length, recovers.length]).toEqual([1, 1]);
    },
  );
});

describe('an outage of 20 minutes', () => {
  it.each([
    ['DynamoDB', 'dynamodb'],
    ['SQS', 'sqs'],
    ['SNS', 'sns'],
    ['SES', 'ses'],
  ] as const)('fires the alarms of the table in the runbook: %s', async (name, service) => {
    const fired = (await alarmsDuring(aCase({ service }))).toSorted((a, b) => (a.fires[0] ?? 0) - (b.fires[0] ?? 0));
    const alarms = fired.map(({ name: alarm, fires }) => `[${alarm}](#${alarm}) ${fires.join(' and ')}`);
    expect(readFileSync(RUNBOOK, 'utf8').split('\n')).toContain(`| ${name} | ${alarms.join(', ')} |`);
  });
});

it('fires one alarm about one order that waits for 4 hours, and fires it once', async () => {
  const fired = await alarmsDuring(aCase({ from: 0, minutes: 240, orders: [0], isBusy: false, watched: 300 }));
  expect(fired.map(({ name, fires }) => [name, fires])).toEqual([
    ['unwell', [3]],
    ['orders-failing', [3]],
  ]);
});

it('fires no alarm in a shop without an outage', async () => {
  expect(await alarmsDuring(aCase({ minutes: 0 }))).toEqual([]);
});
