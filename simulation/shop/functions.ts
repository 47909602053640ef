import type { Window } from '../../lambda/aws/announcer.ts';
import type { Prepare } from '../../lambda/barista/barista.ts';
import { wireBarista } from '../../lambda/barista/wire.ts';
import { wireCashier } from '../../lambda/cashier/wire.ts';
import { wireCounter } from '../../lambda/counter/wire.ts';
import type { Log } from '../../lambda/log.ts';
import { work } from '../../lambda/product/index.ts';
import { wireReceipts } from '../../lambda/receipts/wire.ts';
import type { ExecutionEnvironment } from '../models/invocation.ts';
import { dlqOf } from '../scenario/queue-names.ts';
import { createConnect, createLoad, type Network } from './connect.ts';
import { queueUrl, type StageNumbers } from './stage-numbers.ts';

/** The replacements of AWS, time and randomness for the real code. */
export type FunctionDeps = {
  readonly network: Network;
  readonly now: () => number;
  readonly nextTurn: (callback: () => void) => void;
  readonly later: Window['later'];
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
export const createFunctions = ({
  network,
  now,
  nextTurn,
  later,
  uuid,
  logOf,
  prepare,
  stageNumbers,
}: FunctionDeps) => {
  const wiringOf = (environment: ExecutionEnvironment) => {
    const connect = createConnect(network, environment);
    return {
      connect,
      load: createLoad(connect),
      environment: variablesOf(stageNumbers),
      now: () => now() + environment.skew,
      nextTurn,
      later,
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
