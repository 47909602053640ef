import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { callsOf } from '../../lambda/openapi/parts.ts';
import type { Config } from '../config.ts';
import { MailConfiguration } from '../constructs/mail-configuration.ts';
import { type CallLimit, ShopApi } from '../constructs/shop-api.ts';
import { encryptLogs } from '../encrypt-logs.ts';
import { Barista } from '../functions/barista.ts';
import { Cashier } from '../functions/cashier.ts';
import { ContainerBarista } from '../functions/container-barista.ts';
import { Counter } from '../functions/counter.ts';
import { Importer } from '../functions/importer.ts';
import { Receipts } from '../functions/receipts.ts';
import { Worker } from '../functions/worker.ts';
import { capitalized } from '../workers.ts';
import type { StateStack } from './state-stack.ts';

export interface ServiceStackProps extends StackProps {
  readonly config: Config;
  readonly state: StateStack;
}

/** Everything that runs: the functions and the API. It holds no data, so it can be deleted and deployed again. */
export class ServiceStack extends Stack {
  readonly cashier: Cashier;
  readonly counter: Counter;
  /** A function, or the tasks of `-c compute=containers`. */
  readonly barista: Barista | ContainerBarista;
  /** Undefined if the shop mails nobody. */
  readonly receipts: Receipts | undefined;
  /** Undefined if the shop does without bulk imports. */
  readonly importer: Importer | undefined;
  /** The functions of `workers.ts`. */
  readonly workers: readonly Worker[];
  readonly api: RestApi;
  readonly accessLogs: ILogGroup;

  constructor(scope: Construct, id: string, { config, state, ...props }: ServiceStackProps) {
    super(scope, id, props);
    const { orderQueues: queues, receipts, orderTable, claimCheckBucket, orderEvents, importStore } = state;

    this.cashier = new Cashier(this, 'Cashier', { config, queues, orderTable, claimCheckBucket });
    const counterProps = { config, queues, receipts, orderTable, claimCheckBucket, orderEvents };
    this.counter = new Counter(this, 'Counter', counterProps);
    const baristaProps = { config, queues, orderTable, claimCheckBucket, orderEvents };
    this.barista =
      config.compute === 'containers'
        ? new ContainerBarista(this, 'Baristas', baristaProps)
        : new Barista(this, 'Barista', baristaProps);
    this.receipts = this.addReceipts(config, state);
    this.importer = importStore && new Importer(this, 'Importer', { config, queues, claimCheckBucket, importStore });
    this.workers = state.workerQueues.map(
      (each) => new Worker(this, capitalized(each.definition.function), { config, ...each }),
    );

    const { rateLimit, burstLimit, callLimits, addressRate, traceRate, clients } = config.api;
    const without = config.without.flatMap((part) => callsOf[part]);
    const shopApi = new ShopApi(this, 'ShopApi', {
      name: `${config.prefix}-shop`,
      cashier: this.cashier.function,
      counter: this.counter.function,
      limit: { rateLimit, burstLimit },
      callLimits: { ...limitsWithout(callLimits, without), ...this.importer?.callLimits },
      moreRoutes: this.importer?.routes ?? [],
      without,
      ...{ addressRate, traceRate, clients },
      logRetention: config.logRetention,
      removalPolicy: config.removalPolicy,
    });
    this.api = shopApi.api;
    this.accessLogs = shopApi.accessLogs;
    if (state.keys) encryptLogs(this, state.keys.logs);
    new CfnOutput(this, 'CashierUrl', { value: this.api.url });
    // For the command line of operators: the queues of orders have no event source mappings then.
    if (config.compute === 'containers') new CfnOutput(this, 'BaristaCompute', { value: config.compute });
  }

  private addReceipts(config: Config, { receipts, orderTable }: StateStack): Receipts | undefined {
    if (config.mail === 'off') return undefined;
    const { configurationSet, events } = new MailConfiguration(this, 'Mail', { name: config.prefix });
    new CfnOutput(this, 'MailEventsTopicArn', { value: events.topicArn });
    const { sender } = config.mail;
    return new Receipts(this, 'Receipts', { config, receipts, orderTable, sender, configurationSet });
  }
}

const limitsWithout = (limits: Readonly<Record<string, CallLimit>>, calls: readonly string[]) =>
  Object.fromEntries(Object.entries(limits).filter(([call]) => !calls.includes(call)));
