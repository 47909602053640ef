import * as v from 'valibot';
import { configFor } from '../../../lib/config.ts';
import { propertiesOf, templatesFor } from '../../support/synth.ts';

const { monitoring } = templatesFor({ ...configFor('prod'), workers: [] });

const bodySchema = v.object({
  widgets: v.array(
    v.object({
      properties: v.object({
        title: v.optional(v.string()),
        metrics: v.optional(v.array(v.array(v.unknown())), []),
      }),
    }),
  ),
});

/** The widgets of the dashboard. A reference to another resource is the text of its intrinsic function. */
const readWidgets = () => {
  const { DashboardBody } = propertiesOf(monitoring.findResources('AWS::CloudWatch::Dashboard'), 'Dashboard');
  const parts: readonly unknown[] = DashboardBody['Fn::Join'][1];
  const textOf = (part: unknown): string =>
    typeof part === 'string' ? part : JSON.stringify(part).replaceAll(/["\\]/g, '');
  return v.parse(bodySchema, JSON.parse(parts.map(textOf).join(''))).widgets.map(({ properties }) => properties);
};

const widgets = readWidgets();

/** The metrics of a graph, each as one text with its name, its dimensions and its statistic. */
const metricsOf = (title: string): readonly string[] =>
  (widgets.find((widget) => widget.title === title)?.metrics ?? []).map((metric) => JSON.stringify(metric));

const queues = ['Orders', 'Tabs', 'Pickups', 'Receipts', 'Imports'];
const functions = ['Cashier', 'Counter', 'Barista', 'Receipts', 'Importer'];
const eachOf = (names: readonly string[], metric: string, suffix: string): readonly RegExp[] =>
  names.map((name) => new RegExp(`"${metric}",.*${name}${suffix}`));

it.each([
  ['2 Waiting', eachOf(queues, 'ApproximateNumberOfMessagesVisible', 'Queue')],
  ['Dead letters', eachOf(queues, 'ApproximateNumberOfMessagesVisible', 'Dlq')],
  ['Oldest message', eachOf(queues, 'ApproximateAgeOfOldestMessage', 'Queue')],
  [
    '3 Working and failing',
    [
      ...eachOf(queues, 'ApproximateNumberOfMessagesNotVisible', 'Queue'),
      /"OrderFailures"/,
      /"OrderFailingSeconds".*"Maximum"/,
    ],
  ],
  [
    '4 READY, and the milliseconds to it',
    [/"OrdersReady".*"Sum"/, /"MillisecondsToReady".*"p50"/, /"MillisecondsToReady".*"p99"/],
  ],
  ['5 Mailed', [/"Mailed"/, /"MailFailures"/, /"MailsRejected"/]],
  ['Stuck and quarantined', [/"OrdersStuck"/, /"Quarantined"/]],
  ['Receives of 3 and more, attempts', [/"RepeatedReceives"/, /"Attempts".*"Maximum"/]],
  ['API', [/"Count"/, /"5XXError"/, /"4XXError"/, /"ThrottledCalls"/]],
  ['Invocations', eachOf(functions, 'Invocations', 'Function')],
  ['Errors', eachOf(functions, 'Errors', 'Function')],
  ['Throttles', eachOf(functions, 'Throttles', 'Function')],
])('the graph "%s" shows its metrics of every queue or function', (title, expected) => {
  expect(metricsOf(title)).toEqual(expected.map((metric) => expect.stringMatching(metric)));
});

it('shows the state of every alarm', () => {
  const alarms = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
    Object.keys(monitoring.findResources(type)),
  );
  const { DashboardBody } = propertiesOf(monitoring.findResources('AWS::CloudWatch::Dashboard'), 'Dashboard');
  for (const alarm of alarms) expect(JSON.stringify(DashboardBody)).toContain(`"${alarm}"`);
});
