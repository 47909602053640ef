import { workerVariables } from '../../lib/worker-variables.ts';
import { readOptions } from '../options.ts';
import { readSettings } from '../settings.ts';

const urlOf = (name: string) => `https://sqs.eu-central-1.amazonaws.com/1/${name}`;
const variables = {
  ...Object.fromEntries(workerVariables.map((name) => [name, '1'])),
  ...{ ORDERS_QUEUE_URL: urlOf('orders'), TABS_QUEUE_URL: urlOf('tabs.fifo'), PICKUPS_QUEUE_URL: urlOf('pickups') },
  ...{ WORKER_QUEUES: 'orders,tabs,pickups', WORKER_CONCURRENCY: '5', WORKER_HEALTH_PORT: '8080' },
  ...{ WORKER_TIMEOUT_MILLISECONDS: '12000', WORKER_LOG_LEVEL: 'INFO', AWS_REGION: 'eu-central-1' },
};

it('reads the settings of a worker from its environment variables', () => {
  expect(readSettings(variables)).toMatchObject({
    sources: [
      { name: 'orders', arn: 'arn:aws:sqs:eu-central-1:1:orders' },
      { name: 'tabs', arn: 'arn:aws:sqs:eu-central-1:1:tabs.fifo' },
      { name: 'pickups', arn: 'arn:aws:sqs:eu-central-1:1:pickups' },
    ],
    ...{ concurrency: 5, timeoutMilliseconds: 12_000, healthPort: 8080, logLevel: 'INFO' },
  });
});

it('polls only the queues that are named', () => {
  const { sources } = readSettings({ ...variables, WORKER_QUEUES: 'tabs, orders' });
  expect(sources.map(({ name }) => name)).toEqual(['tabs', 'orders']);
});

it.each([
  ['WORKER_QUEUES', 'orders,receipts', 'WORKER_QUEUES should be names of orders, tabs, pickups with commas'],
  ['WORKER_CONCURRENCY', '0', 'WORKER_CONCURRENCY should be a whole number from 1 to 16'],
  ['WORKER_CONCURRENCY', '17', 'WORKER_CONCURRENCY should be a whole number from 1 to 16'],
  ['WORKER_LOG_LEVEL', 'info', 'WORKER_LOG_LEVEL should be DEBUG or INFO'],
  ['WORKER_HEALTH_PORT', '80.5', 'WORKER_HEALTH_PORT should be a whole number from 0 to 65535'],
])('refuses %s with the value %s', (name, value, message) => {
  expect(() => readSettings({ ...variables, [name]: value })).toThrow(`${message}, got '${value}'`);
});

it('names the variables that are missing', () => {
  expect(() => readSettings({ ...variables, WORKER_QUEUES: '', AWS_REGION: undefined })).toThrow(
    'environment variables are missing: WORKER_QUEUES, AWS_REGION',
  );
});

describe('the command line', () => {
  it.each([
    [[], { kind: 'environment' }],
    [['--port', '3001'], { kind: 'local', port: '3001' }],
    [['--stage', 'dev'], { kind: 'stage', stage: 'dev' }],
  ])('names a shop: %j', (args, target) => {
    expect(readOptions(args)?.target).toEqual(target);
  });

  it('sets variables of the worker', () => {
    const args = ['--queues', 'orders', '--concurrency', '4', '--health-port', '9000'];
    expect(readOptions(args)?.variables).toEqual({
      WORKER_QUEUES: 'orders',
      WORKER_CONCURRENCY: '4',
      WORKER_HEALTH_PORT: '9000',
    });
  });

  it('refuses a local shop beside a stage', () => {
    expect(() => readOptions(['--port', '3000', '--stage', 'dev'])).toThrow(
      'one of --port and --stage should be given, got both: leave one out',
    );
  });
});
