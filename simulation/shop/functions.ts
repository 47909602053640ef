import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { ClientTimeout } from '../../lambda/aws/client-options.ts';
import type { Prepare } from '../../lambda/barista/barista.ts';
import { wireBarista } from '../../lambda/barista/wire.ts';
import { wireCashier } from '../../lambda/cashier/wire.ts';
import { wireCounter } from '../../lambda/counter/wire.ts';
import type { Log } from '../../lambda/log.ts';
import { work } from '../../lambda/product/index.ts';
import { wireReceipts } from '../../lambda/receipts/wire.ts';
import type { Service } from '../engine/faults.ts';
import type { ExecutionEnvironment } from '../models/invocation.ts';
import { dlqOf } from '../scenario/queue-names.ts';
import { queueUrl, type StageNumbers } from './stage-numbers.ts';

/** The replacements of AWS, time and randomness for the real code. */
export type FunctionDeps = {
  readonly network: (
    service: Service,
    environment: ExecutionEnvironment,
    timeout: ClientTimeout,
  ) => (command: unknown) => Promise<unknown>;
  readonly now: () => number;
  readonly nextTurn: (callback: () => void) => void;
  readonly uuid: () => string;
  readonly logOf: (environment: ExecutionEnvironment) => Log;
  readonly prepare: (environment: ExecutionEnvironment) => Prepare;
  readonly stageNumbers: StageNumbers;
};

const variablesOf = ({ claimCheckBytes, recordMilliseconds, leaseMilliseconds }: StageNumbers) => ({
  ORDERS_QUEUE_URL: queueUrl('orders'),
  ORDERS_DLQ_URL: queueUrl(dlqOf('orders')),
  TABS_QUEUE_URL: queueUrl('tabs.fifo'),
  TABS_DLQ_URL: queueUrl(dlqOf('tabs.fifo')),
  PICKUPS_QUEUE_URL: queueUrl('pickups'),
  PICKUPS_DLQ_URL: queueUrl(dlqOf('pickups')),
  RECEIPTS_QUEUE_URL: queueUrl('receipts'),
  RECEIPTS_DLQ_URL: queueUrl(dlqOf('receipts')),
  ORDER_TABLE_NAME: 'orders',
  ORDER_EVENTS_TOPIC_ARN: 'order-events',
  CLAIM_CHECK_BUCKET_NAME: 'claim-checks',
  CLAIM_CHECK_BYTES: String(claimCheckBytes),
  RECORD_MILLISECONDS: String(recordMilliseconds),
  LEASE_MILLISECONDS: String(leaseMilliseconds),
  SENDER: 'shop@example.org',
  CONFIGURATION_SET_NAME: 'orderboard',
  ...work.environment('dev'),
});

/** The functions, wired as their handlers wire them, over clients whose calls go to the models. */
export const createFunctions = ({ network, now, nextTurn, uuid, logOf, prepare, stageNumbers }: FunctionDeps) => {
  const wiringOf = (environment: ExecutionEnvironment) => {
    const over = (service: Service, prototype: object, timeout: ClientTimeout) =>
      Object.assign(Object.create(prototype), { send: network(service, environment, timeout) });
    return {
      connect: {
        sqs: (timeout: ClientTimeout): SQSClient => over('sqs', SQSClient.prototype, timeout),
        dynamodb: (timeout: ClientTimeout): DynamoDBClient => over('dynamodb', DynamoDBClient.prototype, timeout),
        sns: (timeout: ClientTimeout): SNSClient => over('sns', SNSClient.prototype, timeout),
        s3: (timeout: ClientTimeout): S3Client => over('s3', S3Client.prototype, timeout),
        ses: (timeout: ClientTimeout): SESv2Client => over('ses', SESv2Client.prototype, timeout),
      },
      environment: variablesOf(stageNumbers),
      now: () => now() + environment.skew,
      nextTurn,
      newId: uuid,
      log: logOf(environment),
    };
  };

  return {
    cashier: (environment: ExecutionEnvironment) => wireCashier(wiringOf(environment)),
    counter: (environment: ExecutionEnvironment) =>
      wireCounter({ ...wiringOf(environment), readPage: async () => undefined }),
    barista: (environment: ExecutionEnvironment) =>
      wireBarista({
        ...wiringOf(environment),
        prepare: prepare(environment),
      }),
    receipts: (environment: ExecutionEnvironment) =>
      wireReceipts({
        ...wiringOf(environment),
        environment: { ...variablesOf(stageNumbers), RECORD_MILLISECONDS: String(stageNumbers.receiptMilliseconds) },
      }),
  };
};
