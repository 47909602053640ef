import { createHash } from 'node:crypto';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { PermanentError } from '../lambda/order/errors.ts';
import { pickupNumber } from '../lambda/order/lifecycle.ts';
import { createCustomers } from './customers.ts';
import { createWire, type Environment } from './environment.ts';
import type { Faults, Service } from './faults.ts';
import { createFunctions, type Surroundings } from './functions.ts';
import { createLambda } from './lambda-service.ts';
import { createMapping } from './mapping.ts';
import { createDynamoModel } from './models/dynamodb.ts';
import { createS3Model } from './models/s3.ts';
import { createSesModel } from './models/ses.ts';
import { createSnsModel } from './models/sns.ts';
import { createSqsModel } from './models/sqs.ts';
import { emailOf, numberIn, type Plan, type PoisonPlan } from './plans.ts';
import { type Broken, createPromises } from './promises.ts';
import type { Random } from './random.ts';
import { createScheduler } from './scheduler.ts';
import { dlqOf, queueUrl, sizes, sourceQueues } from './sizes.ts';
import { createTrace, short, type Trace } from './trace.ts';

/** One shop, from its first order until nothing is left to do. */
export type Scenario = {
  readonly random: Random;
  readonly faults: Faults;
  readonly plans: readonly Plan[];
  readonly poison: readonly PoisonPlan[];
  /** Times in milliseconds at which an operator redrives every dead-letter queue. */
  readonly redrives: readonly number[];
  readonly outages: readonly Outage[];
  /** When faults end, in milliseconds. */
  readonly calmAt: number;
  /** Whether the steps are kept, to be shown. */
  readonly traced: boolean;
};

export type Outage = {
  readonly at: number;
  readonly milliseconds: number;
  readonly service: Service;
  readonly fault: 'throttled' | 'error' | 'refused' | 'lost';
};

export type Result = {
  readonly broken: Broken | undefined;
  readonly trace: Trace;
  readonly virtualMilliseconds: number;
  readonly statuses: ReadonlyMap<string, number>;
};

const START = Date.parse('2026-11-21T09:00:00.000Z');
/** Faults are over long before; what still goes on then goes on for ever. */
const MOST_MILLISECONDS = 10 * 24 * 60 * 60 * 1000;
const MOST_STEPS_PER_ORDER = 100_000;

class Stop extends Error {}

const declarations = [
  ...sourceQueues.flatMap((name) => [
    {
      name,
      visibilityMilliseconds: sizes.visibilityMilliseconds,
      maxReceiveCount: sizes.maxReceiveCount,
      dlq: dlqOf(name),
    },
    { name: dlqOf(name), visibilityMilliseconds: 30_000, maxReceiveCount: Number.POSITIVE_INFINITY },
  ]),
  {
    name: 'receipts',
    visibilityMilliseconds: sizes.receiptsVisibilityMilliseconds,
    maxReceiveCount: sizes.receiptsMaxReceiveCount,
    dlq: dlqOf('receipts'),
  },
  { name: dlqOf('receipts'), visibilityMilliseconds: 30_000, maxReceiveCount: Number.POSITIVE_INFINITY },
];

const MAILED = ['order.ready', 'order.cancelled', 'order.stuck'];

/** Plays a scenario to its end, or until a promise is broken. */
export const play = async ({
  random,
  faults,
  plans,
  poison,
  redrives,
  outages,
  calmAt,
  traced,
}: Scenario): Promise<Result> => {
  Math.random = random.next; // what the real code leaves to chance is left to the seed here
  const scheduler = createScheduler(START);
  const { now, after } = scheduler;
  const trace = createTrace({ now, keeps: traced });
  const noted = (happens: boolean, what: string): boolean => {
    if (happens) trace.count(what);
    return happens;
  };
  const chance = (what: Parameters<Faults['happens']>[0]): boolean => noted(faults.happens(what), what);

  const promises = createPromises({ now, item: (orderId) => dynamodb.item(orderId) });
  const mailed = new Set<string>();
  const planOf = (body: string): Plan | undefined => plans[numberIn(body)];

  const dynamodb = createDynamoModel({
    now,
    indexLag: () => (chance('index lag') ? random.between(1, 5000) : 0),
    onWrite: (write) => promises.wrote(write),
  });
  const sqs = createSqsModel({
    queues: declarations,
    random,
    now,
    after,
    twice: () => chance('delivered twice'),
    oldHandleWorks: () => chance('old receipt works'),
    onVisible: (queue) => mappings.get(queue)?.wake(),
    onAdded: (queue, message) => {
      promises.planned(message.body, planOf);
      promises.added(queue, message);
    },
    onRemoved: (queue, message) => promises.removed(queue, message),
  });
  const s3 = createS3Model({ onPut: (_key, body) => promises.planned(body, planOf) });
  const ses = createSesModel({
    mail: (to, subject) => {
      trace.count('mails');
      mailed.add(`${to} ${subject}`);
    },
  });

  const send = (
    queue: string,
    body: string,
    attributes: Record<string, MessageAttributeValue>,
    group?: string,
  ): void => {
    const fifo = group ? { MessageGroupId: group, MessageDeduplicationId: random.uuid() } : {};
    sqs.execute(
      new SendMessageCommand({ QueueUrl: queueUrl(queue), MessageBody: body, MessageAttributes: attributes, ...fifo }),
    );
  };
  const sns = createSnsModel({
    leavesOut: () => chance('entry left out'),
    deliver: (body, type) => {
      promises.told(body);
      trace.count('events');
      if (!MAILED.includes(type)) return;
      for (let times = chance('event twice') ? 2 : 1; times > 0; times--)
        after(random.between(0, 500), () => send('receipts', body, {}));
    },
  });

  const models = { sqs, dynamodb, sns, s3, ses };
  const wire = createWire({
    scheduler,
    random,
    faults,
    trace,
    execute: (service, command, caller) => {
      trace.count('calls');
      return models[service].execute(command, caller);
    },
  });

  const sleep = (milliseconds: number): Promise<void> =>
    new Promise((resolve) =>
      after(milliseconds, () => {
        scheduler.awake();
        resolve();
      }),
    );
  /** What a dead process waits for never comes. */
  const sleepIn = async (environment: Environment, milliseconds: number): Promise<void> => {
    await sleep(milliseconds);
    if (!environment.alive) await new Promise(() => undefined);
  };

  const flaky = new Map<string, number>();
  const brew: Surroundings['brew'] = (environment) => async (order) => {
    const { orderId, requestHash } = order;
    const kind = planOf(order.customer.email)?.brew ?? 'good';
    trace.count('brews');
    trace.step(() => `${environment.caller}  brews ${short(orderId)} (${kind})`);
    promises.brewBegins(orderId, requestHash, environment);
    await sleepIn(environment, random.between(20, kind === 'slow' ? 60_000 : 900));
    if (kind === 'slow') await sleepIn(environment, sizes.baristaTimeout);
    if (kind === 'killer') {
      trace.count('killed by its brew');
      promises.brewKills(orderId, requestHash, environment);
      environment.kill('brew');
      await new Promise(() => undefined);
    }
    const failures = flaky.get(orderId) ?? 0;
    const fails = kind === 'refused' || (kind === 'flaky' && failures < 3);
    promises.brewEnds(orderId, requestHash, environment, !fails || kind === 'refused'); // what can never be made is no attempt
    if (!fails) return;
    trace.count('brew failed');
    if (kind === 'refused') throw new PermanentError('no-beans', 'there should be beans');
    flaky.set(orderId, failures + 1);
    throw new Error('the machine is cold');
  };

  const functions = createFunctions({
    wire,
    now,
    uuid: random.uuid,
    brew,
    sizes,
    log: (_level, event, fields) => {
      if (event.includes('.')) trace.count(event);
      promises.logged(JSON.stringify(fields ?? {}));
    },
  });
  const lambda = { scheduler, random, faults, trace, onBegin: promises.invoked, onEnd: promises.over };
  const cashier = createLambda(lambda, { name: 'cashier', timeout: sizes.apiTimeout, load: functions.cashier });
  const counter = createLambda(lambda, { name: 'counter', timeout: sizes.apiTimeout, load: functions.counter });
  const barista = createLambda(lambda, { name: 'barista', timeout: sizes.baristaTimeout, load: functions.barista });
  const receipts = createLambda(lambda, { name: 'receipts', timeout: sizes.receiptsTimeout, load: functions.receipts });

  const mapping = {
    scheduler,
    random,
    faults,
    trace,
    sqs,
    onWhole: (error: unknown) =>
      promises.breaks('P6', '', `a batch should never fail as a whole, got ${String(error)}`),
  };
  const { batchSize, concurrency, receiptsBatchSize, receiptsConcurrency } = sizes;
  const mappings = new Map(
    [
      ...sourceQueues.map(
        (queue) => [queue, createMapping(mapping, { queue, batchSize, concurrency, invoke: barista })] as const,
      ),
      [
        'receipts',
        createMapping(mapping, {
          queue: 'receipts',
          batchSize: receiptsBatchSize,
          concurrency: receiptsConcurrency,
          invoke: receipts,
        }),
      ] as const,
    ].map(([name, started]): [string, ReturnType<typeof createMapping>] => [name, started]),
  );

  const customer = createCustomers({ cashier, counter, promises, random, trace, now, sleep });
  let failure: unknown;
  for (const plan of plans)
    after(plan.at, () => {
      customer(plan).catch((error: unknown) => {
        failure ??= error;
      });
    });

  /** Poison claims to be an order that is on record: any other id would be an order of its own. */
  const victim = (): { orderId: string | undefined; placedAt: string } => {
    const known = promises.recorded();
    return { orderId: known[random.between(0, known.length - 1)], placedAt: new Date(now()).toISOString() };
  };
  for (const { at, number, queue, kind } of poison)
    after(at, () => {
      const body = poisonBody(kind, number, victim(), random.uuid());
      promises.isPoison(body);
      trace.count('poison');
      const group = createHash('sha256').update('table-1').digest('hex').slice(0, 32);
      send(queue, body, {}, queue === 'tabs.fifo' ? group : undefined);
    });
  for (const at of redrives)
    after(at, () => {
      trace.step(() => 'an operator redrives every dead-letter queue');
      for (const queue of [...sourceQueues, 'receipts']) sqs.redrive(dlqOf(queue), queue);
    });
  for (const { at, milliseconds, service, fault } of outages) {
    after(at, () => {
      trace.count(`outages of ${service}`);
      trace.step(() => `${service} is out: ${fault}`);
      faults.out(service, fault);
    });
    after(at + milliseconds, () => {
      trace.step(() => `${service} is back`);
      faults.out(service, undefined);
    });
  }
  after(calmAt, () => {
    trace.step(() => 'from now on nothing goes wrong any more');
    faults.end();
  });

  let steps = 0;
  const mostSteps = MOST_STEPS_PER_ORDER * (1 + plans.length);
  await scheduler
    .run(() => {
      promises.settle();
      steps += 1;
      if (failure) throw failure;
      if (now() - START > MOST_MILLISECONDS || steps > mostSteps)
        promises.breaks('P1', '', `all work should come to an end, got ${steps} steps and ${now() - START} ms`);
      if (promises.broken()) throw new Stop();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Stop)) throw error;
    });

  const isMailed = (orderId: string, plan: Plan | undefined): boolean =>
    plan === undefined ||
    mailed.has(`${emailOf(plan)} Order ${pickupNumber(orderId)} is ready`) ||
    sqs.messages(dlqOf('receipts')).some(({ body }) => body.includes(orderId));
  if (!promises.broken())
    promises.atEnd(
      sourceQueues.flatMap((queue) => sqs.messages(queue)),
      isMailed,
    );
  trace.count('steps', steps);

  const statuses = new Map<string, number>();
  for (const { orderId, accepted } of promises.lives.values()) {
    const status = accepted ? (dynamodb.item(orderId)?.status?.S ?? 'no record') : 'not accepted';
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  return { broken: promises.broken(), trace, virtualMilliseconds: now() - START, statuses };
};

const poisonBody = (
  kind: PoisonPlan['kind'],
  number: number,
  { orderId, placedAt }: { readonly orderId: string | undefined; readonly placedAt: string },
  id: string,
): string => {
  const message = {
    v: 1,
    type: 'order.placed',
    orderId: kind === 'expired' ? id : orderId,
    placedAt: kind === 'expired' ? '2020-01-01T00:00:00.000Z' : placedAt,
    requestHash: createHash('sha256').update(id).digest('hex'),
    order: {
      number: 'K-4172',
      customer: { name: `Poison ${number}`, email: 'poison@example.org' },
      lines: [{ item: 'latte', size: 'medium', quantity: 1 }],
      totalCents: 390,
      currency: 'EUR',
    },
  };
  switch (orderId === undefined ? 'no json' : kind) {
    case 'no json':
      return `one latte, please ${id}`;
    case 'malformed':
      return JSON.stringify({ ...message, smuggled: id });
    case 'no object':
      return JSON.stringify([
        'software.amazon.payloadoffloading.PayloadS3Pointer',
        { s3BucketName: 'claim-checks', s3Key: id },
      ]);
    default:
      return JSON.stringify(message);
  }
};
