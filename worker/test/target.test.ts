import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { work } from '../../lambda/product/index.ts';
import { configFor } from '../../lib/config.ts';
import { variablesOf } from '../target.ts';

const urlOf = (name: string) => `https://sqs.eu-central-1.amazonaws.com/1/${name}`;
const outputs = {
  ...{ OrdersQueueUrl: urlOf('orders'), OrdersDlqUrl: urlOf('orders-dlq') },
  ...{ TabsQueueUrl: urlOf('tabs.fifo'), TabsDlqUrl: urlOf('tabs-dlq.fifo') },
  ...{ PickupsQueueUrl: urlOf('pickups'), PickupsDlqUrl: urlOf('pickups-dlq') },
  ...{ OrderTableName: 'table', OrderEventsTopicArn: 'topic', ClaimCheckBucketName: 'bucket' },
};
const { TabsQueueUrl: _url, TabsDlqUrl: _dlqUrl, ...withoutTabs } = outputs;

/** The variables of a stage whose stack has these outputs. */
const ofStage = async (of: Readonly<Record<string, string>>, stage = 'dev') => {
  const asked: unknown[] = [];
  jest.spyOn(CloudFormationClient.prototype, 'send').mockImplementation(async (command: unknown) => {
    asked.push(Reflect.get(Object(command), 'input'));
    const Outputs = Object.entries(of).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
    return { Stacks: [{ StackId: 'arn:aws:cloudformation:eu-west-1:1:stack/state/a', Outputs }] };
  });
  return { variables: await variablesOf({ kind: 'stage', stage }), asked };
};

beforeEach(() => void jest.replaceProperty(process, 'env', { ...process.env, AWS_REGION: 'eu-west-1' }));
afterEach(() => void jest.restoreAllMocks());

it.each(['dev', 'prod'])('gives a worker of the stage %s its numbers, and the outputs of its stack', async (stage) => {
  const { barista, logLevel, prefix } = configFor(stage);
  const { variables, asked } = await ofStage(outputs, stage);
  expect(asked).toEqual([{ StackName: `${prefix}-state` }]);
  expect(variables).toEqual({
    ...{ ORDERS_QUEUE_URL: urlOf('orders'), ORDERS_DLQ_URL: urlOf('orders-dlq') },
    ...{ TABS_QUEUE_URL: urlOf('tabs.fifo'), TABS_DLQ_URL: urlOf('tabs-dlq.fifo') },
    ...{ PICKUPS_QUEUE_URL: urlOf('pickups'), PICKUPS_DLQ_URL: urlOf('pickups-dlq') },
    ...{ ORDER_TABLE_NAME: 'table', ORDER_EVENTS_TOPIC_ARN: 'topic', CLAIM_CHECK_BUCKET_NAME: 'bucket' },
    RECORD_MILLISECONDS: String(barista.recordTime.toMilliseconds()),
    LEASE_MILLISECONDS: String(barista.lease.toMilliseconds()),
    WORKER_TIMEOUT_MILLISECONDS: String(barista.timeout.toMilliseconds()),
    ...{ WORKER_QUEUES: 'orders,tabs,pickups', WORKER_CONCURRENCY: '1', WORKER_HEALTH_PORT: '0' },
    ...{ WORKER_LOG_LEVEL: logLevel, AWS_REGION: 'eu-west-1' },
    ...barista.work,
  });
});

it('polls only the queues that the shop has', async () => {
  const { variables } = await ofStage(withoutTabs);
  expect(variables).toMatchObject({ WORKER_QUEUES: 'orders,pickups' });
  expect(Object.keys(variables).filter((name) => name.startsWith('TABS'))).toEqual([]);
});

it('calls the queues at the endpoint of the environment', async () => {
  process.env.AWS_ENDPOINT_URL = 'http://localhost:4566';
  const { variables } = await ofStage(outputs);
  expect(variables).toMatchObject({
    ORDERS_QUEUE_URL: 'http://localhost:4566/1/orders',
    TABS_DLQ_URL: 'http://localhost:4566/1/tabs-dlq.fifo',
  });
});

describe('a local shop', () => {
  const PORT = `test-${process.pid}`;
  const folder = join(import.meta.dirname, '..', '..', '.orderboard');
  const file = join(folder, `${PORT}.json`);
  afterEach(() => rmSync(file, { force: true }));

  const openShop = (): void => {
    const endpoints = { sqs: 'http://sqs', sns: 'http://sns', s3: 'http://s3', dynamodb: 'http://dynamodb' };
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, JSON.stringify({ endpoints, outputs: withoutTabs }));
  };

  it('has the numbers of the stage dev, the work of the demo, and its own engines', async () => {
    openShop();
    const { barista } = configFor('dev');
    expect(await variablesOf({ kind: 'local', port: PORT })).toMatchObject({
      ...{ WORKER_QUEUES: 'orders,pickups', LEASE_MILLISECONDS: String(barista.lease.toMilliseconds()) },
      ...{ AWS_ENDPOINT_URL_SQS: 'http://sqs', AWS_ENDPOINT_URL_SNS: 'http://sns' },
      ...{ AWS_ENDPOINT_URL_S3: 'http://s3', AWS_ENDPOINT_URL_DYNAMODB: 'http://dynamodb' },
      ...work.environment('demo'),
    });
  });

  it('has no say in an option of the command line', () => {
    openShop();
    const start = join(import.meta.dirname, '..', 'start.ts');
    const args = [start, '--port', PORT, '--health-port', '70000'];
    const { stdout, status } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 100_000 });
    expect(stdout).toContain("WORKER_HEALTH_PORT should be a whole number from 0 to 65535, got '70000'");
    expect(status).toBe(1);
  });

  it('that is not open is named, with how to open it', async () => {
    await expect(variablesOf({ kind: 'local', port: PORT })).rejects.toThrow(/should be open.*run "npm start" first/);
  });
});
