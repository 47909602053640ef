import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import * as v from 'valibot';
import { work } from '../lambda/product/index.ts';
import { type Config, configFor } from '../lib/config.ts';
import { workerQueues, type workerVariables } from '../lib/worker-variables.ts';
import type { Target } from './options.ts';
import { queueUrlAt } from './queue-url.ts';

const outputsSchema = v.object({
  OrdersQueueUrl: v.string(),
  OrdersDlqUrl: v.string(),
  // A shop can do without tabs and pickups.
  TabsQueueUrl: v.exactOptional(v.string()),
  TabsDlqUrl: v.exactOptional(v.string()),
  PickupsQueueUrl: v.exactOptional(v.string()),
  PickupsDlqUrl: v.exactOptional(v.string()),
  OrderTableName: v.string(),
  OrderEventsTopicArn: v.string(),
  ClaimCheckBucketName: v.string(),
});
type Outputs = v.InferOutput<typeof outputsSchema>;
type Variables = Readonly<Record<string, string>>;

/** The environment variables of a worker of a running shop. @throws Error if there is no such shop */
export const variablesOf = async (target: Target): Promise<Variables> => {
  if (target.kind === 'environment') return {};
  return target.kind === 'local' ? ofLocalShop(target.port) : ofStage(target.stage);
};

const descriptionSchema = v.object({
  endpoints: v.object({ sqs: v.string(), sns: v.string(), s3: v.string(), dynamodb: v.string() }),
  outputs: outputsSchema,
});

/** A local shop has the numbers of the stage `dev`, and makes its orders as quickly as a demo. */
const ofLocalShop = (port: string): Variables => {
  const path = join(import.meta.dirname, '..', '.orderboard', `${port}.json`);
  if (!existsSync(path))
    throw new Error(`the shop on port ${port} should be open, got no .orderboard/${port}.json: run "npm start" first`);
  const { endpoints, outputs } = v.parse(descriptionSchema, JSON.parse(readFileSync(path, 'utf8')));
  return {
    ...commonVariables(outputs, configFor('dev')),
    ...work.environment('demo'),
    AWS_REGION: 'us-east-1',
    // The engines accept any credentials, and record the calls under this name.
    ...{ AWS_ACCESS_KEY_ID: 'worker', AWS_SECRET_ACCESS_KEY: 'local' },
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_SNS: endpoints.sns,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
  };
};

const ofStage = async (stage: string): Promise<Variables> => {
  const config = configFor(stage);
  const StackName = `${config.prefix}-state`;
  const client = new CloudFormationClient({ maxAttempts: 2 });
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  client.destroy();
  const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_SQS = AWS_ENDPOINT_URL } = process.env;
  const found = stack?.Outputs?.map(({ OutputKey = '', OutputValue = '' }) => {
    const isQueue = /(Queue|Dlq)Url$/.test(OutputKey);
    return [OutputKey, isQueue ? queueUrlAt(OutputValue, AWS_ENDPOINT_URL_SQS) : OutputValue];
  });
  const outputs = v.parse(outputsSchema, Object.fromEntries(found ?? []));
  // The id of a stack is an ARN: `arn:aws:cloudformation:<region>:<account>:stack/…`.
  const region = stack?.StackId?.split(':')[3] ?? '';
  return { ...commonVariables(outputs, config), ...config.barista.work, AWS_REGION: region };
};

const commonVariables = (outputs: Outputs, { logLevel, barista: { recordTime, lease, timeout } }: Config) =>
  ({
    ORDERS_QUEUE_URL: outputs.OrdersQueueUrl,
    ORDERS_DLQ_URL: outputs.OrdersDlqUrl,
    ...present('TABS_QUEUE_URL', outputs.TabsQueueUrl),
    ...present('TABS_DLQ_URL', outputs.TabsDlqUrl),
    ...present('PICKUPS_QUEUE_URL', outputs.PickupsQueueUrl),
    ...present('PICKUPS_DLQ_URL', outputs.PickupsDlqUrl),
    CLAIM_CHECK_BUCKET_NAME: outputs.ClaimCheckBucketName,
    ORDER_TABLE_NAME: outputs.OrderTableName,
    ORDER_EVENTS_TOPIC_ARN: outputs.OrderEventsTopicArn,
    RECORD_MILLISECONDS: String(recordTime.toMilliseconds()),
    LEASE_MILLISECONDS: String(lease.toMilliseconds()),
    WORKER_TIMEOUT_MILLISECONDS: String(timeout.toMilliseconds()),
    WORKER_QUEUES: workerQueues.filter((name) => outputs[outputOf[name]] !== undefined).join(','),
    WORKER_CONCURRENCY: '1',
    WORKER_HEALTH_PORT: '0',
    WORKER_LOG_LEVEL: logLevel,
  }) satisfies Partial<Record<(typeof workerVariables)[number], string>>;

/** A variable, if the shop has its output. */
const present = (name: string, value: string | undefined): Variables => (value === undefined ? {} : { [name]: value });

const outputOf = { orders: 'OrdersQueueUrl', tabs: 'TabsQueueUrl', pickups: 'PickupsQueueUrl' } as const;
