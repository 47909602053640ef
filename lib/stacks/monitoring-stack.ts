import { Stack, type StackProps } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { ContainerBarista } from '../functions/container-barista.ts';
import { AlarmTopic } from '../monitoring/alarm-topic.ts';
import { Alarms } from '../monitoring/alarms.ts';
import { addDashboard } from '../monitoring/dashboard.ts';
import { addImportAlarms } from '../monitoring/import-alarms.ts';
import { LogMetrics } from '../monitoring/log-metrics.ts';
import { addMailAlarms } from '../monitoring/mail-alarms.ts';
import { addOrderAlarms } from '../monitoring/order-alarms.ts';
import { addInFlightAlarm, addQueueAlarms, type WatchedQueue } from '../monitoring/queue-alarms.ts';
import { addApiAlarms, addFunctionAlarms, addTableAlarms } from '../monitoring/service-alarms.ts';
import { permitTracing } from '../monitoring/tracing.ts';
import { addFailingAlarm, addWorkerAlarms } from '../monitoring/worker-alarms.ts';
import type { WorkerQueue } from '../worker-queue.ts';
import type { ServiceStack } from './service-stack.ts';
import type { StateStack } from './state-stack.ts';

export interface MonitoringStackProps extends StackProps {
  readonly config: Config;
  readonly state: StateStack;
  readonly service: ServiceStack;
}

/** What tells an operator about the shop: metrics from log lines, alarms, the dashboard and the traces. */
export class MonitoringStack extends Stack {
  constructor(scope: Construct, id: string, { config, state, service, ...props }: MonitoringStackProps) {
    super(scope, id, props);
    const { prefix } = config;
    const { receipts, orderTable, orderEvents } = state;
    const { orders, tabs, pickups } = state.orderQueues;
    const imports = state.importStore?.uploads;
    const { api } = service;
    const tasks = service.barista instanceof ContainerBarista ? service.barista.service : undefined;
    const ofBarista = { polledBy: tasks ? 'tasks' : 'mapping', isUnwell: true } as const;
    const watched: Readonly<Record<string, WatchedQueue>> = {
      orders: { workQueue: orders, hasAge: true, ...ofBarista },
      ...(tabs ? { tabs: { workQueue: tabs, isFifo: true, hasAge: true, ...ofBarista } } : {}),
      ...(pickups ? { pickups: { workQueue: pickups, hasAge: false, ...ofBarista } } : {}),
      // A shop that mails nobody has the queue, and no function that works it.
      ...(service.receipts
        ? { receipts: { workQueue: receipts, hasAge: true, polledBy: 'mapping', isUnwell: false } }
        : {}),
      ...(imports ? { imports: { workQueue: imports, hasAge: true, polledBy: 'mapping', isUnwell: false } } : {}),
      ...Object.fromEntries(state.workerQueues.map((each) => [each.definition.queue, watchedOf(each)])),
    };
    const metrics = new LogMetrics(this, 'LogMetrics', {
      prefix,
      logGroups: logGroupsOf(service),
      workers: service.workers,
    });
    const { topic } = new AlarmTopic(this, 'Alarms', { config, encryptionKey: state.keys?.topics });
    const alarms = new Alarms(this, { prefix, action: new SnsAction(topic) });

    addOrderAlarms(alarms, metrics, config.alarms);
    for (const [name, queue] of Object.entries(watched)) addQueueAlarms(alarms, name, queue, config.alarms);
    const more = state.workerQueues.map(({ definition, workQueue }) => [definition.queue, workQueue] as const);
    const queues = { ...state.orderQueues, receipts, ...(imports ? { imports } : {}), ...Object.fromEntries(more) };
    for (const { definition } of service.workers) addFailingAlarm(alarms, definition.queue, metrics, config.alarms);
    addInFlightAlarm(alarms, Object.values(queues), config.alarms);
    addApiAlarms(alarms, api, metrics, config.alarms);
    addFunctionAlarms(alarms, functionsOf(service), config.alarms);
    if (tasks) addWorkerAlarms(alarms, metrics);
    addTableAlarms(alarms, orderTable.table, { hasBoard: !config.without.includes('board') });
    if (imports) addImportAlarms(alarms, metrics, config.alarms);
    if (service.receipts) addMailAlarms(alarms, metrics, config.alarms);
    alarms.addUnwell('unwell', 'The shop is unwell: customers do not get orders, or have to wait for them');

    addDashboard(this, {
      ...{ name: prefix, alarms: alarms.all, metrics, queues, functions: functionsOf(service), tasks },
      api: [api.metricCount(), api.metricServerError(), api.metricClientError(), metrics.count('ThrottledCalls')],
    });
    permitTracing(this, `${prefix}-order-events`, orderEvents);
  }
}

const watchedOf = ({ definition: { fifo = false }, workQueue }: WorkerQueue): WatchedQueue => ({
  ...{ workQueue, isFifo: fifo, hasAge: true, polledBy: 'mapping', isUnwell: false },
});

const logGroupsOf = ({ cashier, counter, barista, receipts, importer, accessLogs }: ServiceStack) => ({
  cashier: cashier.logGroup,
  counter: counter.logGroup,
  barista: barista.logGroup,
  ...(barista instanceof ContainerBarista ? { worker: barista.logGroup } : {}),
  ...(receipts ? { receipts: receipts.logGroup } : {}),
  ...(importer ? { importer: importer.logGroup } : {}),
  access: accessLogs,
});

const functionsOf = ({ cashier, counter, barista, receipts, importer, workers }: ServiceStack) => ({
  cashier: cashier.function,
  counter: counter.function,
  ...(barista instanceof ContainerBarista ? {} : { barista: barista.function }),
  ...(receipts ? { receipts: receipts.function } : {}),
  ...(importer ? { importer: importer.function } : {}),
  ...Object.fromEntries(workers.map((worker) => [worker.definition.function, worker.function])),
});
